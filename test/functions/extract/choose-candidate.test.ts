import { describe, expect, it } from "@jest/globals";
import {
  chooseCandidate,
  feedIsEnough,
  rememberCandidates,
  type SiteMemory,
} from "../../../functions/extract/choose-candidate.ts";
import { extractFragment } from "../../../functions/extract/extract-article.ts";
import { type Candidate, type CandidateKind, measureQuality } from "../../../functions/extract/measure-quality.ts";

const paragraph = `<p>${"This is a sentence with a number of words in it. ".repeat(10)}</p>`;
const candidate = (kind: CandidateKind, html: string): Candidate => ({
  kind,
  article: extractFragment(html, "https://example.com/"),
});
const long = (kind: CandidateKind, paragraphs = 6) => candidate(kind, paragraph.repeat(paragraphs));

function seen(times: number, candidates: readonly Candidate[]): SiteMemory | undefined {
  let memory: SiteMemory | undefined;
  for (let time = 0; time < times; time += 1) {
    memory = rememberCandidates(memory, candidates, chooseCandidate(candidates, memory));
  }
  return memory;
}

describe("the quality of a text", () => {
  it.each([
    ["it breaks off", `${paragraph}<p>And then he said […]</p>`],
    ["it breaks off", `${paragraph}<p>And then he said … <a href="/x">Continue reading</a></p>`],
    ["it breaks off", `${paragraph}<p><a href="/x">Weiterlesen »</a></p>`],
    ["it breaks off", `${paragraph}<p>Already a subscriber? Sign in.</p>`],
    ["it is no article but a notice", "<p>Please enable JavaScript and cookies to continue to this page.</p>"],
    ["more lines than sentences", "<p>One</p><p>Two</p><p>Three</p>"],
    ["there is no text", "<p><img src='a.jpg'></p>"],
  ])("falls where %s", (reason, html) => {
    const { quality, reasons } = measureQuality(candidate("feed", html));
    expect(reasons).toContain(reason);
    expect(quality).toBeLessThan(measureQuality(long("feed")).quality);
  });

  it("does not fall where an article writes of such things", () => {
    const text =
      "The new law says that sites may no longer ask readers to enable JavaScript or to verify you are human first. ";
    expect(measureQuality(candidate("page", `<p>${text.repeat(20)}</p>`)).reasons).toHaveLength(1);
  });
});

describe("of several texts of an article", () => {
  it("the best is taken", () => {
    expect(chooseCandidate([candidate("summary", "<p>Too short to read.</p>"), long("page")])?.candidate.kind).toBe(
      "page",
    );
    expect(chooseCandidate([candidate("page", "<p>Please enable JavaScript.</p>"), long("feed")])?.candidate.kind).toBe(
      "feed",
    );
  });

  it("the longest is taken where several are good", () => {
    expect(chooseCandidate([long("page", 6), long("print", 20), long("feed", 6)])?.candidate.kind).toBe("print");
  });

  it("the kind that did well at the site is taken where there is little between them, else the fullest", () => {
    const both = [long("amp"), long("page")];
    expect(chooseCandidate(both)?.candidate.kind).toBe("page");
    const memory: SiteMemory = { kinds: { amp: { quality: 1, share: 1, seen: 9, taken: 9 } } };
    expect(chooseCandidate(both, memory)?.candidate.kind).toBe("amp");
  });

  it("none is taken where none has a word", () => {
    expect(chooseCandidate([candidate("page", ""), candidate("feed", "<p> </p>")])).toBeUndefined();
    expect(chooseCandidate([])).toBeUndefined();
  });

  it("the order in which they come says nothing", () => {
    const all = [long("page"), long("print"), long("amp", 9), long("feed", 5), candidate("summary", "<p>Short.</p>")];
    expect(chooseCandidate(all)?.candidate.kind).toBe(chooseCandidate(all.toReversed())?.candidate.kind);
  });
});

describe("a site is remembered, so that", () => {
  it("a page is not asked for where the feed has always had the whole text", () => {
    const both = [long("page"), long("feed")];
    expect(feedIsEnough(seen(5, both), long("feed"))).toBe(true);
    expect(feedIsEnough(seen(4, both), long("feed"))).toBe(false);
    expect(feedIsEnough(undefined, long("feed"))).toBe(false);
  });

  it("it is asked for where the feed has less, or breaks off this once", () => {
    expect(feedIsEnough(seen(9, [long("page", 20), long("feed", 6)]), long("feed"))).toBe(false);
    const broken = candidate("feed", `${paragraph.repeat(6)}<p>And so on … <a href="/x">Read more</a></p>`);
    expect(feedIsEnough(seen(9, [long("page"), long("feed")]), broken)).toBe(false);
  });

  it("what is remembered stays small", () => {
    const memory = seen(300, [long("page"), long("feed")]);
    expect(memory?.kinds.page?.seen).toBe(100);
    expect(memory?.kinds.page?.taken).toBeLessThanOrEqual(100);
  });
});
