import { cleanUrl, webAddress } from "../clean-url.ts";
import { readLinkedArticle } from "./linked-data.ts";
import {
  attributeOf,
  collapse,
  elementsBelow,
  type PageElement,
  type PageParent,
  plainTextOf,
  shortTextOf,
} from "./page-nodes.ts";

/** What a page says about its article. */
export interface PageFacts {
  /** Without the name of the site; empty where nothing says it. */
  readonly title: string;
  /** Everything on the page that is called its title, for telling the title from the text. */
  readonly titles: readonly string[];
  readonly authors: readonly string[];
  readonly siteName?: string;
  readonly description?: string;
  /** When it was published, as an instant in UTC. */
  readonly published?: string;
  /** As declared, unchecked. */
  readonly language?: string;
  readonly direction?: "ltr" | "rtl";
  readonly canonicalAddress?: string;
  readonly leadPicture?: string;
  /** Other versions of the same text. */
  readonly ampAddress?: string;
  readonly printAddress?: string;
  /** What addresses on the page are relative to. */
  readonly base: string;
  /** The whole text as JSON-LD tells it, plain. */
  readonly linkedBody?: string;
}

const namesMax = 20;
const titleLengthMax = 500;
const nameLengthMax = 100;
/** A byline that is longer is more than names. */
const bylineLengthMax = 60;
/** Nodes and characters: what holds more of them is a part of the page that is named after its author. */
const bylineSizeMax = 2000;
/** A page names its author above the text: where more is called so, it names those of others. */
const bylinesSeenMax = 200;
const headingsMax = 20;

export function readPageFacts(document: PageParent, address: string): PageFacts {
  const clues = collect(document);
  const base = clues.base === undefined ? address : (webAddress(clues.base, address) ?? address);
  const meta = (...names: readonly string[]) => {
    for (const name of names) {
      const [value] = clues.meta.get(name) ?? [];
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const linked = readLinkedArticle(clues.scripts);
  const shown = [clues.title, ...clues.headings].map(bareWords);
  const isShown = (name: string) =>
    shown.some((one) => one !== "" && (one.includes(bareWords(name)) || bareWords(name).includes(one)));
  // Encyclopedias tell what a thing is where others say what an article is called.
  const linkedTitle =
    linked.title !== undefined && (shown.join("") === "" || isShown(linked.title)) ? linked.title : undefined;
  const siteName = [meta("og:site_name"), linked.publisher, meta("application-name", "al:android:app_name")].find(
    (name) => name !== undefined && !/^(?:@|https?:|www\.)/i.test(name),
  );
  const title = titleFrom(
    [
      meta("og:title"),
      linkedTitle,
      meta("twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "title"),
      clues.title,
    ],
    clues.headings,
    siteName,
  );
  const authors = authorsFrom(
    [
      linked.authors,
      ...[
        "dc.creator",
        "dcterms.creator",
        "dcterm.creator",
        "author",
        "citation_author",
        "article:author",
        "parsely-author",
        "sailthru.author",
        "byl",
      ].map((name) => clues.meta.get(name) ?? []),
      clues.bylines,
    ],
    siteName,
  );
  const published = instantOf(
    meta(
      "article:published_time",
      "og:article:published_time",
      "datepublished",
      "dc.date.issued",
      "dcterms.created",
      "parsely-pub-date",
      "sailthru.date",
      "citation_publication_date",
      "pubdate",
    ) ??
      linked.published ??
      clues.published ??
      meta("date", "dc.date", "dcterms.date"),
  );
  const language =
    clues.language ??
    linked.language ??
    meta("content-language", "dc.language", "dcterms.language") ??
    meta("og:locale")?.replace("_", "-");
  const web = (written: string | undefined) => (written === undefined ? undefined : webAddress(written, base));
  const canonical = web(clues.links.get("canonical") ?? meta("og:url"));
  const leadPicture = web(
    meta("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src") ?? linked.image,
  );
  const ampAddress = web(clues.links.get("amphtml"));
  const printAddress = web(clues.links.get("print"));
  const description = meta("og:description", "description", "twitter:description", "dc.description");
  return {
    title,
    titles: [
      title,
      clues.title,
      ...(meta("og:title") === undefined ? [] : [meta("og:title") ?? ""]),
      ...(clues.headings.length === 1 ? clues.headings : []),
    ].filter((one) => one !== ""),
    authors,
    base,
    ...(siteName !== undefined && { siteName }),
    ...(description !== undefined && { description }),
    ...(published !== undefined && { published }),
    ...(language !== undefined && { language: language.split(",")[0]?.trim() ?? "" }),
    ...(clues.direction !== undefined && { direction: clues.direction }),
    ...(canonical !== undefined && { canonicalAddress: cleanUrl(canonical) ?? canonical }),
    ...(leadPicture !== undefined && { leadPicture }),
    ...(ampAddress !== undefined && { ampAddress }),
    ...(printAddress !== undefined && { printAddress }),
    ...(linked.body !== undefined && { linkedBody: linked.body }),
  };
}

interface Clues {
  readonly meta: Map<string, string[]>;
  readonly links: Map<string, string>;
  readonly scripts: string[];
  readonly headings: string[];
  readonly bylines: string[];
  bylinesSeen: number;
  title: string;
  language: string | undefined;
  direction: "ltr" | "rtl" | undefined;
  base: string | undefined;
  published: string | undefined;
}

function collect(document: PageParent): Clues {
  const clues: Clues = {
    meta: new Map(),
    links: new Map(),
    scripts: [],
    headings: [],
    bylines: [],
    bylinesSeen: 0,
    title: "",
    language: undefined,
    direction: undefined,
    base: undefined,
    published: undefined,
  };
  for (const element of elementsBelow(document)) visit(element, clues);
  return clues;
}

function visit(element: PageElement, clues: Clues): void {
  switch (element.tagName) {
    case "html":
    case "body": {
      clues.language ??= named(attributeOf(element, "lang") ?? attributeOf(element, "xml:lang"));
      const direction = attributeOf(element, "dir")?.trim().toLowerCase();
      if (direction === "rtl" || direction === "ltr") clues.direction ??= direction;
      return;
    }
    case "meta": {
      const keys =
        attributeOf(element, "property") ??
        attributeOf(element, "name") ??
        attributeOf(element, "itemprop") ??
        attributeOf(element, "http-equiv");
      const value = collapse(attributeOf(element, "content") ?? "");
      if (keys === undefined || value === "") return;
      // One element may speak in several vocabularies.
      for (const key of keys.trim().toLowerCase().split(/\s+/).slice(0, 8)) {
        const name = key.replace(/^(dc|dcterms?):/, "$1.");
        const values = clues.meta.get(name) ?? [];
        if (values.length < namesMax) values.push(value);
        clues.meta.set(name, values);
      }
      return;
    }
    case "title":
      // Pictures drawn in SVG have titles as well.
      if (clues.title === "" && element.parentNode?.nodeName === "head") clues.title = collapse(plainTextOf(element));
      return;
    case "h1":
      if (clues.headings.length < headingsMax) clues.headings.push(plainTextOf(element));
      return;
    case "base":
      clues.base ??= named(attributeOf(element, "href"));
      return;
    case "link":
      visitLink(element, clues);
      return;
    case "script":
      if (/^application\/(?:ld\+json|json\+ld)/i.test(attributeOf(element, "type") ?? "") && clues.scripts.length < 50)
        clues.scripts.push(element.childNodes.map((node) => ("value" in node ? node.value : "")).join(""));
      return;
    case "time":
      if (
        clues.published === undefined &&
        (attributeOf(element, "pubdate") !== undefined ||
          /datePublished/.test(attributeOf(element, "itemprop") ?? "") ||
          /\b(?:published|entry-date)\b/.test(attributeOf(element, "class") ?? ""))
      )
        clues.published = named(attributeOf(element, "datetime"));
      return;
    default:
      visitByline(element, clues);
  }
}

function visitLink(element: PageElement, clues: Clues): void {
  const href = named(attributeOf(element, "href"));
  if (href === undefined) return;
  const rels = (attributeOf(element, "rel") ?? "").toLowerCase().split(/\s+/);
  for (const rel of rels)
    if ((rel === "canonical" || rel === "amphtml") && !clues.links.has(rel)) clues.links.set(rel, href);
  if (
    rels.includes("alternate") &&
    attributeOf(element, "media")?.trim().toLowerCase() === "print" &&
    !clues.links.has("print")
  )
    clues.links.set("print", href);
}

function visitByline(element: PageElement, clues: Clues): void {
  if (clues.bylines.length >= 3 || clues.bylinesSeen >= bylinesSeenMax) return;
  const rel = attributeOf(element, "rel");
  const itemprop = attributeOf(element, "itemprop");
  const names = attributeOf(element, "class") ?? "";
  const isByline =
    rel === "author" ||
    (itemprop !== undefined && /\bauthor\b/.test(itemprop)) ||
    /(?:^|[\s_-])(?:byline|author-name|post-author|entry-author|authorname|p-author)(?:[\s_-]|$)/i.test(
      names.slice(0, 400),
    );
  if (!isByline) return;
  clues.bylinesSeen += 1;
  // A time that follows is no part of the name.
  const text = shortTextOf(element, bylineSizeMax)?.replace(
    /[\s,|·•–-]*(?:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s*)?\d.*$/isu,
    "",
  );
  if (text !== undefined && text !== "" && text.length <= bylineLengthMax) clues.bylines.push(text);
}

const named = (text: string | undefined) => (text === undefined || text.trim() === "" ? undefined : text.trim());

/** Letters and digits alone, to compare what is written differently. */
export function bareWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

const separators = /\s+[|\-–—\\/»·•:~]+\s+|\s*[|»]\s*/u;

/** The first thing that is called a title, cut down to what a heading of the page or the site's name shows to be one. */
export function titleFrom(
  written: readonly (string | undefined)[],
  headings: readonly string[],
  siteName: string | undefined,
): string {
  const [title] = written.map((one) => collapse(one ?? "")).filter((one) => one !== "");
  const usable = headings.filter((heading) => heading.length >= 4 && heading.length <= titleLengthMax);
  if (title === undefined) return usable[0] ?? "";
  const bare = bareWords(title);
  const heading = usable.find(
    (one) => one.length >= 10 && bare.startsWith(bareWords(one)) && separators.test(title.slice(one.length - 1)),
  );
  if (heading !== undefined) return heading;
  const parts = title.split(new RegExp(`(${separators.source})`, "u"));
  if (parts.length < 3) return title.slice(0, titleLengthMax);
  const site = siteName === undefined ? "" : bareWords(siteName);
  const isSite = (part: string) =>
    site !== "" && (bareWords(part) === site || bareWords(part).replaceAll(" ", "") === site.replaceAll(" ", ""));
  if (isSite(parts.at(-1) ?? "")) return parts.slice(0, -2).join("").slice(0, titleLengthMax);
  if (isSite(parts[0] ?? "")) return parts.slice(2).join("").slice(0, titleLengthMax);
  return title.slice(0, titleLengthMax);
}

/** The first list of names that holds any: no addresses, no "By", and not the site itself. */
function authorsFrom(lists: readonly (readonly string[])[], siteName: string | undefined): readonly string[] {
  const site = siteName === undefined ? "" : bareWords(siteName);
  for (const list of lists) {
    const names = list
      .map((name) =>
        collapse(name)
          .replace(/^(?:(?:posted|written|published) by|by|von|par|por|di|door|av|af)\s+/iu, "")
          // Where to find or write to them is no part of a name.
          .replace(/\s*(?:\((?:https?:|mailto:|www\.)[^()]*\)|<[^<>]*@[^<>]*>)$/iu, ""),
      )
      .filter(
        (name) =>
          name !== "" &&
          name.length <= nameLengthMax &&
          !/^(?:https?:|www\.|@|\/)|^(?:admin|unknown|null|undefined)$/iu.test(name),
      )
      .filter((name) => bareWords(name) !== site);
    // A name and its place often lie in each other: the smaller one is the name.
    const own = [...new Set(names)].filter(
      (name, _, all) => !all.some((other) => other !== name && name.startsWith(other)),
    );
    if (own.length > 0) return own.slice(0, namesMax);
  }
  return [];
}

/** An ISO date or instant in UTC; without a zone it is taken for UTC. `undefined` for what is no date, or no plausible one. */
export function instantOf(written: string | undefined): string | undefined {
  const match =
    /^\s*(\d{4})-?(\d{2})-?(\d{2})(?:[T\s]+(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|[+-]\d{2}:?(?:\d{2})?)?)?/i.exec(
      written ?? "",
    );
  if (match === null) return undefined;
  const [, year = "", month = "", day = "", hour = "00", minute = "00", second = "00", zone = "Z"] = match;
  const offset = zone.toUpperCase() === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.replace(":", "").slice(3, 5) || "00"}`;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  const isPlausible = !Number.isNaN(at.getTime()) && at.getUTCFullYear() >= 1990 && at.getUTCFullYear() < 2200;
  return isPlausible ? at.toISOString() : undefined;
}
