import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, jest } from "@jest/globals";
import { parse } from "parse5";
import * as z from "zod";
import { bareWords, instantOf, readPageFacts, titleFrom } from "../../../functions/extract/page/page-facts.ts";
import { corpusFiles } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";

// Whole corpora, on machines that do other things as well.
jest.setTimeout(180_000);

const address = "https://example.com/news/story.html";
const factsOf = (html: string) => readPageFacts(parse(html, { scriptingEnabled: false }), address);

const authorsOf = (written: string) => factsOf(`<head><meta name="author" content="${written}"></head>`).authors;

describe("what a page says of its article", () => {
  it("names its authors without what leads to them", () => {
    expect(authorsOf("Posted by Ana Silva (https://example.com/ana)")).toEqual(["Ana Silva"]);
    expect(authorsOf("Rui Costa &lt;rui@example.com&gt;")).toEqual(["Rui Costa"]);
    expect(authorsOf("Ana Silva (Lisbon)")).toEqual(["Ana Silva (Lisbon)"]);
  });

  it("is read from metadata of all schools", () => {
    const facts = factsOf(`<html lang="en-GB" dir="ltr"><head><title>Rain – The Paper</title>
      <base href="/base/"><link rel="canonical" href="https://example.com/rain?utm_source=x"><link rel="amphtml" href="/rain/amp">
      <link rel="alternate" media="print" href="rain-print"><meta property="og:title" content="Rain over Lisbon">
      <meta property="og:site_name" content="The Paper"><meta name="author" content="By Ana Silva">
      <meta property="article:published_time" content="2026-03-01T08:30:00+01:00"><meta property="og:image" content="rain.jpg">
      <meta name="description" content="It rained."></head><body><h1>Rain over Lisbon</h1></body></html>`);
    expect(facts).toEqual({
      title: "Rain over Lisbon",
      titles: ["Rain over Lisbon", "Rain – The Paper", "Rain over Lisbon", "Rain over Lisbon"],
      authors: ["Ana Silva"],
      siteName: "The Paper",
      description: "It rained.",
      published: "2026-03-01T07:30:00.000Z",
      language: "en-GB",
      direction: "ltr",
      canonicalAddress: "https://example.com/rain",
      leadPicture: "https://example.com/base/rain.jpg",
      ampAddress: "https://example.com/rain/amp",
      printAddress: "https://example.com/base/rain-print",
      base: "https://example.com/base/",
    });
  });

  it("is read from linked data, whatever its shape", () => {
    const facts = factsOf(`<script type="application/ld+json">{"@graph":[{"@type":"WebPage","name":"Page"},
      {"@type":["NewsArticle"],"headline":"Rain","author":[{"@id":"#a"},{"name":"Rui"},"https://example.com/x"],"image":[{"url":"/i.jpg"}],
      "datePublished":"2026-03-01","publisher":{"name":"Paper"},"articleBody":"It rained."},{"@id":"#a","@type":"Person","name":"Ana"}]}</script>
      <script type="application/ld+json">{broken</script>`);
    expect(facts).toMatchObject({
      title: "Rain",
      authors: ["Ana", "Rui"],
      siteName: "Paper",
      published: "2026-03-01T00:00:00.000Z",
      leadPicture: "https://example.com/i.jpg",
      linkedBody: "It rained.",
    });
  });

  it("may be nothing at all", () => {
    expect(factsOf("")).toEqual({ title: "", titles: [], authors: [], base: address });
  });

  it.each([
    ["Rain over Lisbon | The Paper", ["The Paper"], [], "Rain over Lisbon"],
    ["The Paper: Rain over Lisbon", [], ["Rain over Lisbon"], "The Paper: Rain over Lisbon"],
    ["The Paper » Rain over Lisbon", ["The Paper"], [], "Rain over Lisbon"],
    ["Rain over Lisbon - Weather - The Paper", [], ["Rain over Lisbon"], "Rain over Lisbon"],
    ["Rain - or snow?", [], [], "Rain - or snow?"],
    ["", [], ["Rain over Lisbon"], "Rain over Lisbon"],
  ])("is a title without the name of its site: %s", (title, [site], headings, expected) => {
    expect(titleFrom([title], headings, site)).toBe(expected);
  });

  it.each([
    ["2026-03-01", "2026-03-01T00:00:00.000Z"],
    ["2026-03-01T08:30", "2026-03-01T08:30:00.000Z"],
    ["2026-03-01 08:30:15 +0100", "2026-03-01T07:30:15.000Z"],
    ["20260301T083015Z", "2026-03-01T08:30:15.000Z"],
    ["2026-03-01T08:30:15.123-05:00", "2026-03-01T13:30:15.000Z"],
    ["2026-13-01", undefined],
    ["0001-01-01T00:00:00Z", undefined],
    ["yesterday", undefined],
    ["", undefined],
  ])("is an instant in UTC: %s", (written, expected) => {
    expect(instantOf(written)).toBe(expected);
  });

  const pages = corpusFiles("articles/readability").filter((path) => path.endsWith("source.html.gz"));
  itWhere(
    pages.length > 0,
    "metadata of 130 pages by Readability",
    "no corpora",
  )("agrees with Readability for the most part", () => {
    const Expected = z.object({
      title: z.string().nullish(),
      byline: z.string().nullish(),
      siteName: z.string().nullish(),
      publishedTime: z.string().nullish(),
    });
    const counts = { title: [0, 0], byline: [0, 0], siteName: [0, 0], publishedTime: [0, 0] };
    const count = (
      what: keyof typeof counts,
      expected: string | null | undefined,
      isSame: (wanted: string) => boolean,
    ) => {
      if (!expected) return;
      const [same = 0, all = 0] = counts[what];
      counts[what] = [same + (isSame(expected) ? 1 : 0), all + 1];
    };
    for (const path of pages) {
      const expected = Expected.parse(JSON.parse(readFileSync(join(dirname(path), "expected-metadata.json"), "utf8")));
      const facts = readPageFacts(
        parse(gunzipSync(readFileSync(path)).toString("utf8"), { scriptingEnabled: false }),
        "http://fakehost/test/page.html",
      );
      count(
        "title",
        expected.title,
        (wanted) => bareWords(wanted).startsWith(bareWords(facts.title).slice(0, 60)) && facts.title !== "",
      );
      count("byline", expected.byline, (wanted) =>
        facts.authors.some((author) => bareWords(wanted).includes(bareWords(author))),
      );
      count("siteName", expected.siteName, (wanted) => bareWords(facts.siteName ?? "") === bareWords(wanted));
      count("publishedTime", expected.publishedTime, (wanted) => facts.published === instantOf(wanted));
    }
    const shares = Object.entries(counts).map(([what, [same = 0, all = 0]]) => [what, same / all] as const);
    process.stderr.write(
      `articles/readability: ${Object.entries(counts)
        .map(([what, [same, all]]) => `${what} ${same} of ${all}`)
        .join(", ")}\n`,
    );
    for (const [what, share] of shares) expect([what, share >= 0.8]).toEqual([what, true]);
  });
});
