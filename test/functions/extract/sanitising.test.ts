import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it, jest } from "@jest/globals";
import { decodeHTML } from "entities";
import * as fc from "fast-check";
import * as z from "zod";
import { extractFragment, extractPage } from "../../../functions/extract/extract-article.ts";
import { settlePictures } from "../../../functions/extract/write-article.ts";
import { corpusFiles } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";
import { isWholeProof, sayShortened } from "../../proof-sizes.ts";
import { anyHtml } from "../../shared/markup/any-html.ts";
import { floods } from "./floods.ts";
import { harmIn } from "./harm-in.ts";

// Whole corpora, on machines that do other things as well.
jest.setTimeout(180_000);

const address = "https://example.com/news/article.html";
const files = corpusFiles("hostile/html-xss");
const miniflux = corpusFiles("feeds/miniflux").filter((path) => basename(path) === "sanitizer.jsonl");

describe("what feeds and pages say becomes harmless", () => {
  itWhere(
    files.length > 0,
    "XSS vectors",
    "no corpora",
  )("whatever vector it holds, read as HTML or as XML", () => {
    const vectors = new Set(files.flatMap(vectorsIn));
    const harm: string[] = [];
    for (const vector of vectors) {
      const { html } = extractFragment(`<p>Before it.</p>${vector}<p>After it.</p>`, address);
      for (const one of harmIn(html)) harm.push(`${one}: ${vector.slice(0, 200)}`);
      if (harm.length > 20) break;
    }
    process.stderr.write(`hostile/html-xss: ${vectors.size} vectors of ${files.length} files\n`);
    expect(harm).toEqual([]);
    expect(vectors.size).toBeGreaterThan(5000);
  });

  itWhere(
    files.length > 0,
    "XSS pages",
    "no corpora",
  )("where a whole page holds them", () => {
    const harm = files.flatMap((path) => {
      const page = readFileSync(path, "utf8");
      return harmIn(extractPage(page, address).html).map((one) => `${basename(path)}: ${one}`);
    });
    expect(harm).toEqual([]);
  });

  itWhere(
    miniflux.length > 0,
    "miniflux's sanitiser cases",
    "no corpora",
  )("in every case of miniflux", () => {
    const Case = z.object({ input: z.string() });
    const cases = miniflux
      .flatMap((path) => readFileSync(path, "utf8").trim().split("\n"))
      .map((line) => Case.parse(JSON.parse(line)));
    process.stderr.write(`feeds/miniflux: ${cases.length} sanitiser cases\n`);
    expect(cases.flatMap(({ input }) => harmIn(extractFragment(input, address).html))).toEqual([]);
  });

  it("whatever HTML comes", () => {
    fc.assert(
      fc.property(anyHtml, (html) => {
        expect(harmIn(extractFragment(html, address).html)).toEqual([]);
        expect(harmIn(extractPage(html, address).html)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("and its own writing survives being read again", () => {
    fc.assert(
      fc.property(anyHtml, (html) => {
        const once = extractFragment(html, address);
        expect(extractFragment(once.html, address).text).toBe(once.text);
      }),
      { numRuns: 200 },
    );
  });

  it("a link cannot pass for a picture of ours", () => {
    const { html, pictures } = extractFragment(
      '<p><a href="picture:0">one</a> <img src="picture:0" alt="two"></p>',
      address,
    );
    expect(pictures).toEqual([]);
    expect(html).not.toContain("picture:");
  });

  it("pictures are put into their places, and go where they have none", () => {
    const { html } = extractFragment(
      '<figure><img src="/a.jpg?x=1&amp;y=2" alt="A"><figcaption>A <b>dog</b></figcaption></figure><p>Text.</p><figure><img src="b.jpg"><figcaption>Gone</figcaption></figure>',
      address,
    );
    const settled = settlePictures(html, (from) =>
      from === "https://example.com/a.jpg?x=1&y=2" ? "blobs/a&b.jpg" : undefined,
    );
    expect(settled).toContain('<img src="blobs/a&amp;b.jpg" alt="A"/>');
    expect(settled).not.toContain("Gone");
    expect(settled.match(/<figure>/g)).toHaveLength(1);
  });
});

describe("a page that was made to be slow", () => {
  const all = Object.keys(floods);
  const some = all.filter((_, number) => number % 4 === 0);
  if (!isWholeProof) sayShortened(`${some.length} of ${all.length} pages that were made to be slow`);
  it.each(isWholeProof ? all : some)("comes to an end: %s", (name) => {
    const flood = floods[name] as string;
    expect(extractPage(`<p>One sentence before it all.</p>${flood}`, address).html).toMatch(/^<article /);
    expect(extractFragment(flood, address).html).toMatch(/^<article /);
  });
});

/** Vectors of one file: the entries of a list, the lines of a text, the text as a whole. */
function vectorsIn(path: string): readonly string[] {
  const text = readFileSync(path, "utf8");
  const name = basename(path);
  if (name === "expect.derived.json") {
    const Entry = z.object({ payload: z.string() });
    return z
      .array(Entry)
      .parse(JSON.parse(text))
      .map(({ payload }) => payload);
  }
  if (name.endsWith(".jsonl")) {
    const Line = z.object({ b: z.string() });
    return text
      .trim()
      .split("\n")
      .map((line) => Buffer.from(Line.parse(JSON.parse(line)).b, "base64").toString("utf8"));
  }
  if (text.length > 300_000 && name.endsWith(".html")) return [];
  if (name.endsWith(".xml")) return [text, decodeHTML(text)];
  return [text, ...text.split(/\r?\n/).filter((line) => line.includes("<") || line.includes(":"))];
}
