import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, jest } from "@jest/globals";
import { type ExtractedArticle, extractPage } from "../../../functions/extract/extract-article.ts";
import { parseXml } from "../../../shared/xml/parse-xml.ts";
import { corpusFiles, corpusName } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";
import { benchmarkPages } from "./benchmark-pages.ts";
import { averageScore, f1Of, type ShingleScore, shingleScore } from "./shingle-score.ts";

// Whole corpora, on machines that do other things as well.
jest.setTimeout(180_000);

const pages = benchmarkPages();
const readability = corpusFiles("articles/readability").filter((path) => path.endsWith("source.html.gz"));
const defuddle = corpusFiles("feeds/defuddle").filter((path) => path.endsWith(".html"));

interface Scored {
  readonly name: string;
  readonly score: ShingleScore;
}

describe("over pages that other people collected, extraction", () => {
  itWhere(
    pages.length > 0,
    "91 news pages with human truth",
    "no corpora",
  )("finds what a person took for the article, and little else", () => {
    const scored = pages.map((page) => {
      const article = extractPage(page.html, page.url);
      expectWellFormed(article, page.url);
      return { name: page.url, isHeldOut: page.isHeldOut, score: shingleScore(page.body, article.text) };
    });
    const all = averageScore(scored.map(({ score }) => score));
    const seen = averageScore(scored.filter(({ isHeldOut }) => !isHeldOut).map(({ score }) => score));
    const heldOut = averageScore(scored.filter(({ isHeldOut }) => isHeldOut).map(({ score }) => score));
    say(`articles/aeb: ${pages.length} pages`);
    for (const [name, { f1, precision, recall }] of Object.entries({ all, seen, "held out": heldOut })) {
      say(`  ${name.padEnd(9)} F1 ${f1.toFixed(4)}  precision ${precision.toFixed(4)}  recall ${recall.toFixed(4)}`);
    }
    sayWorst(scored);
    expect(all.f1).toBeGreaterThanOrEqual(0.97);
    expect(all.precision).toBeGreaterThanOrEqual(0.96);
    expect(heldOut.f1).toBeGreaterThanOrEqual(0.97);
    expect(heldOut.precision).toBeGreaterThanOrEqual(0.96);
  });

  itWhere(
    pages.length > 0,
    "news pages of which only the scripts are left",
    "no corpora",
  )("finds the article in the data of pages that scripts draw, and nothing else there", () => {
    const scored = pages.flatMap((page) => {
      const article = extractPage(scriptsOf(page.html), page.url);
      expectWellFormed(article, page.url);
      return article.words === 0 ? [] : [{ name: page.url, score: shingleScore(page.body, article.text) }];
    });
    const { f1, precision, recall } = averageScore(scored.map(({ score }) => score));
    say(
      `articles/aeb, scripts alone: text in ${scored.length} of ${pages.length}, F1 ${f1.toFixed(4)}  precision ${precision.toFixed(4)}  recall ${recall.toFixed(4)}`,
    );
    sayWorst(scored);
    expect(scored.length).toBeGreaterThanOrEqual(7);
    expect(f1).toBeGreaterThanOrEqual(0.96);
    for (const { score } of scored) expect(score.precision).toBeGreaterThan(0.9);
  });

  itWhere(
    readability.length > 0,
    "130 pages with Readability's opinion",
    "no corpora",
  )("agrees with Readability for the most part", () => {
    const scored = readability.map((path) => {
      const article = extractPage(gunzipSync(readFileSync(path)).toString("utf8"), "http://fakehost/test/page.html");
      expectWellFormed(article, path);
      const expected = readFileSync(join(dirname(path), "expected.html"), "utf8");
      return { name: corpusName(dirname(path)), score: shingleScore(wordsOfMarkup(expected), article.text) };
    });
    const { f1, precision, recall } = averageScore(scored.map(({ score }) => score));
    say(
      `articles/readability: ${readability.length} pages, F1 ${f1.toFixed(4)}  precision ${precision.toFixed(4)}  recall ${recall.toFixed(4)}`,
    );
    sayWorst(scored);
    expect(f1).toBeGreaterThanOrEqual(0.93);
    expect(precision).toBeGreaterThanOrEqual(0.95);
  });

  itWhere(
    defuddle.length > 0,
    "small pages with Defuddle's opinion",
    "no corpora",
  )("agrees with Defuddle for the most part", () => {
    const scored = defuddle.flatMap((path) => {
      const expected = path.replace("/fixtures/", "/expected/").replace(/\.html$/, ".md");
      if (!existsSync(expected)) return [];
      const article = extractPage(readFileSync(path, "utf8"), "https://example.com/test/page.html");
      expectWellFormed(article, path);
      return [
        { name: corpusName(path), score: shingleScore(wordsOfMarkdown(readFileSync(expected, "utf8")), article.text) },
      ];
    });
    const { f1, precision, recall } = averageScore(scored.map(({ score }) => score));
    say(
      `feeds/defuddle: ${scored.length} pages, F1 ${f1.toFixed(4)}  precision ${precision.toFixed(4)}  recall ${recall.toFixed(4)}`,
    );
    sayWorst(scored);
    expect(f1).toBeGreaterThanOrEqual(0.75);
  });
});

/** A page as its server would send it if scripts drew all of it: its title and its scripts, without what machines are told apart. */
function scriptsOf(html: string): string {
  const scripts = html.match(/<script\b[\s\S]*?<\/script>/gi) ?? [];
  const [title = ""] = /<title[^>]*>[\s\S]*?<\/title>/i.exec(html) ?? [];
  const kept = scripts.filter((script) => !script.slice(0, 200).includes("ld+json"));
  return `<!DOCTYPE html><html><head>${title}</head><body><div id="root"></div>${kept.join("")}</body></html>`;
}

function expectWellFormed({ html }: ExtractedArticle, name: string): void {
  try {
    parseXml(html);
  } catch (error) {
    throw new Error(`not well-formed: ${name}`, { cause: error });
  }
}

function sayWorst(scored: readonly Scored[]): void {
  const worst = scored.toSorted((one, other) => f1Of(one.score) - f1Of(other.score)).slice(0, 10);
  for (const { name, score } of worst) {
    const [precision, recall] = [score.precision, score.recall].map((share) => share?.toFixed(3) ?? "none");
    say(`    ${f1Of(score).toFixed(3)}  precision ${precision}  recall ${recall}  ${name.slice(0, 100)}`);
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function wordsOfMarkup(html: string): string {
  return html
    .replaceAll(/<figcaption[\s\S]*?<\/figcaption>/g, " ")
    .replaceAll(/<\/?(?:a|b|i|em|strong|span|code|sup|sub|u|small|font|abbr|cite|mark)\b[^>]*>/g, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&amp;", "&")
    .replaceAll("&nbsp;", " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");
}

function wordsOfMarkdown(markdown: string): string {
  return markdown
    .replace(/^```json\n[\s\S]*?\n```\n/, "")
    .replaceAll(/!\[[^\]]*\]\([^)]*\)/g, " ")
    .replaceAll(/\]\([^)]*\)/g, " ")
    .replaceAll(/<[^>]*>/g, " ");
}
