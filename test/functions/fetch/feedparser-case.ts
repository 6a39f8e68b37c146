import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseFragment, serialize } from "parse5";
import { Rejected } from "../../../events/rejected.ts";
import { absoluteHtml } from "../../../functions/fetch/feed/absolute-html.ts";
import { textOfHtml } from "../../../functions/fetch/feed/html-text.ts";
import type { ParsedFeed, ParsedItem } from "../../../functions/fetch/feed/parsed-feed.ts";
import { personName } from "../../../functions/fetch/feed/read-person.ts";
import { parseDate } from "../../../functions/fetch/parse-date.ts";
import { parseFeed } from "../../../functions/fetch/parse-feed.ts";
import { escapeText } from "../../../shared/markup/xml.ts";
import { encodingOf } from "../../../shared/text/encoding-labels.ts";
import { corporaDir } from "../../corpora.ts";
import { cleanMarkup } from "../../shared/markup/clean-markup.ts";

/** One file of Python feedparser's own tests and what it expects, as the corpus has translated it. */
export interface FeedparserCase {
  readonly file: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly asserts: readonly FeedparserAssert[];
  readonly expressible: boolean;
}

interface FeedparserAssert {
  readonly op: string;
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
  readonly target: string | null;
}

const folder = join(corporaDir, "feeds/feedparser");

export function feedparserCases(expectations: string): readonly FeedparserCase[] {
  return readFileSync(expectations, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as FeedparserCase)
    .filter(({ expressible }) => expressible);
}

const docUrl = "http://127.0.0.1:8097/tests/";

/** What is not as that library expects it; empty where all of it is. */
export function differences({ file, headers, asserts }: FeedparserCase): readonly string[] {
  const header = (name: string) => Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  // Whoever fetches says what addresses are relative to; that library's fetcher takes the word of this header.
  const location = URL.parse(header("content-location") ?? "", docUrl + file);
  const url = location?.protocol === "http:" ? location.href : docUrl + file;
  const contentType = header("content-type");
  const feed = outcomeOf(() =>
    parseFeed(readFileSync(join(folder, file)), {
      url,
      fetchedAt: new Date("2100-01-01"),
      ...(contentType === undefined ? {} : { contentType }),
    }),
  );
  return asserts.flatMap((assert) => difference(assert, feed, url));
}

function outcomeOf(parse: () => ParsedFeed): ParsedFeed | Rejected {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Rejected) return error;
    throw error;
  }
}

function difference(assert: FeedparserAssert, feed: ParsedFeed | Rejected, url: string): readonly string[] {
  const { op, path, target, value } = assert;
  const wrong = (got: unknown) => [
    `${path.join(".")}: ${JSON.stringify(got)} instead of ${JSON.stringify(value ?? op)}`,
  ];
  if (target === "no_crash") return [];
  if (target === "bozo") {
    const isDamaged = feed instanceof Rejected || feed.damage.length > 0;
    return isDamaged === (op === "truthy") ? [] : wrong(feed instanceof Rejected ? feed.code : feed.damage);
  }
  if (feed instanceof Rejected) return wrong(feed.code);
  const [index = 0, second = 0] = path.filter((part) => typeof part === "number");
  const item = feed.items[index];
  const found = valuesOf(feed, item, second)[target ?? ""];
  if (found === undefined || op !== "eq")
    throw new Error(`A test that nobody here understands: ${JSON.stringify(assert)}`);
  const last = path.at(-1);
  const got = found.kind === "enclosure" ? partOf(found.got, last) : found.got;
  return isSame(found.kind, got, value, item?.base ?? url) ? [] : wrong(got);
}

type Kind = "text" | "title" | "url" | "person" | "html" | "date" | "encoding" | "format" | "enclosure";
type Values = Readonly<Record<string, { readonly kind: Kind; readonly got: unknown }>>;

const html = (got: string | undefined) => ({ kind: "html", got: got ?? "" }) as const;

function valuesOf(feed: ParsedFeed, item: ParsedItem | undefined, enclosure: number): Values {
  return {
    encoding: { kind: "encoding", got: feed.encoding },
    format: { kind: "format", got: feed.format },
    "feed.title": { kind: "title", got: feed.title },
    "feed.link": { kind: "url", got: feed.siteUrl },
    "feed.id": { kind: "text", got: feed.id },
    "feed.author": { kind: "person", got: feed.author },
    "feed.language": { kind: "text", got: feed.language },
    "feed.description": html(feed.descriptionHtml),
    "feed.published": { kind: "date", got: feed.published },
    // That library answers with the one where the other is missing.
    "feed.updated": { kind: "date", got: feed.updated ?? feed.published },
    "entry.title": { kind: "title", got: item?.title },
    "entry.link": { kind: "url", got: item?.url },
    "entry.id": { kind: "text", got: item?.guid },
    "entry.author": { kind: "person", got: item?.author },
    "entry.language": { kind: "text", got: item?.language },
    "entry.summary": html(item?.summaryHtml ?? item?.contentHtml),
    "entry.content": html(item?.contentHtml ?? item?.summaryHtml),
    "entry.published": { kind: "date", got: item?.published },
    "entry.updated": { kind: "date", got: item?.updated ?? item?.published },
    "entry.enclosures": { kind: "enclosure", got: item?.enclosures[enclosure] },
  };
}

function partOf(enclosure: unknown, part: unknown): unknown {
  const { url, mediaType, bytes } = enclosure as NonNullable<ParsedItem["enclosures"][number]>;
  return part === "length" ? String(bytes) : part === "type" ? mediaType : url;
}

const formats: Readonly<Record<string, string>> = {
  rss: "rss",
  rss090: "rss-0.90",
  rss091u: "rss-0.91",
  rss091n: "rss-0.91",
  rss092: "rss-0.92",
  rss093: "rss-0.93",
  rss094: "rss-0.94",
  rss10: "rss-1.0",
  rss20: "rss-2.0",
  atom03: "atom-0.3",
  atom10: "atom-1.0",
  cdf: "cdf",
};

function isSame(kind: Kind, got: unknown, expected: unknown, base: string): boolean {
  const wanted = typeof expected === "string" ? expected : "";
  switch (kind) {
    case "title":
      // Ours are plain text, that library's are HTML where the feed's are.
      return got === wanted || got === textOfHtml(wanted);
    case "person":
      return got === wanted || got === personName(wanted);
    case "url":
      return got === URL.parse(wanted, base)?.href;
    case "date":
      return got instanceof Date && got.getTime() === momentOf(expected);
    case "encoding":
      return encodingOf(String(got)) === encodingOf(wanted);
    case "format":
      return got === formats[wanted];
    case "html":
      return isSameHtml(String(got), wanted, base);
    case "text":
    case "enclosure":
      return got === expected;
  }
}

function momentOf(expected: unknown): number | undefined {
  if (!Array.isArray(expected)) return parseDate(String(expected))?.getTime();
  const [year = 0, month = 1, day, hours, minutes, seconds] = expected as readonly number[];
  return Date.UTC(year, month - 1, day, hours, minutes, seconds);
}

/**
 * The same tree; or the same to a reader of a book, once our own allow-list has gone over both: that library has another
 * list, which leaves styles and forms in and takes the elements of embedded pages out.
 */
function isSameHtml(got: string, expected: string, base: string): boolean {
  // Plain text, which that library leaves as it is and we write as HTML.
  if (got === escapeText(expected)) return true;
  const [ours, theirs] = [absoluteHtml(got, base), absoluteHtml(expected, base)];
  return canonical(ours) === canonical(theirs) || cleanMarkup(ours) === cleanMarkup(theirs);
}

function canonical(html: string): string {
  return serialize(parseFragment(html)).replaceAll(/\s+/g, " ").trim();
}
