import type { SourceMetadata } from "../source-book.ts";
import { attributeOf, elementsBelow, type HtmlElement, type HtmlParent, visibleText } from "./html-nodes.ts";
import { readLinkedData } from "./linked-data.ts";

export interface PageMetadata {
  readonly metadata: SourceMetadata;
  /** Where the page lies on the web, as it says itself. */
  readonly address?: string;
}

const namesMax = 20;
const headingCharactersMax = 300;
/** How many headings are tried for one that could be a title. */
const headingsMax = 20;

/** What a page says about itself: `meta` elements of all schools, JSON-LD, `title`, `lang`. */
export function readPageMetadata(document: HtmlParent): PageMetadata {
  const clues = collect(document);
  const meta = (...names: readonly string[]) =>
    names.map((name) => clues.meta.get(name)?.[0]).find((value) => value !== undefined);
  const linked = readLinkedData(clues.scripts);
  const pageTitle = gutenbergTitle(clues.title);
  const title =
    meta("dc.title", "dcterms.title", "citation_title") ??
    pageTitle?.title ??
    meta("og:title") ??
    linked.title ??
    meta("twitter:title") ??
    (clues.title === "" ? undefined : clues.title) ??
    clues.heading;
  const authors = firstSome(
    people(clues.meta, ["dc.creator", "dcterms.creator", "citation_author", "author", "dc.creator.aut"]),
    linked.authors,
    people(clues.meta, ["article:author", "book:author", "parsely-author", "sailthru.author", "byl"]),
    pageTitle?.authors ?? [],
  );
  const language =
    clues.language ??
    meta("content-language", "dc.language", "dcterms.language") ??
    meta("og:locale")?.replace("_", "-");
  const publisher = meta("dc.publisher", "citation_publisher", "og:site_name") ?? linked.publisher;
  const description = meta("og:description", "description", "dc.description", "twitter:description");
  const published =
    meta("article:published_time", "dc.date", "dcterms.date", "citation_publication_date", "date") ?? linked.published;
  const subjects = (meta("keywords", "dc.subject") ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  const address = [clues.base, clues.canonical, meta("og:url")].find(isWebAddress);
  return {
    metadata: {
      title: title ?? "",
      authors,
      language: language?.split(",")[0]?.trim() ?? "",
      ...(publisher !== undefined && { publisher }),
      ...(description !== undefined && { description }),
      ...(published !== undefined && { published }),
      ...(subjects.length > 0 && { subjects: [...new Set(subjects)].slice(0, namesMax) }),
      ...(clues.direction !== undefined && { direction: clues.direction }),
    },
    ...(address !== undefined && { address }),
  };
}

interface Clues {
  readonly meta: Map<string, string[]>;
  readonly scripts: string[];
  title: string;
  heading: string | undefined;
  headings: number;
  language: string | undefined;
  direction: "ltr" | "rtl" | undefined;
  base: string | undefined;
  canonical: string | undefined;
}

function collect(document: HtmlParent): Clues {
  const clues: Clues = {
    meta: new Map(),
    scripts: [],
    title: "",
    heading: undefined,
    headings: 0,
    language: undefined,
    direction: undefined,
    base: undefined,
    canonical: undefined,
  };
  for (const element of elementsBelow(document)) visit(element, clues);
  return clues;
}

function visit(element: HtmlElement, clues: Clues): void {
  switch (element.tagName) {
    case "html":
    case "body": {
      clues.language ??= named(attributeOf(element, "lang") ?? attributeOf(element, "xml:lang"));
      const direction = attributeOf(element, "dir")?.toLowerCase();
      if (direction === "rtl" || direction === "ltr") clues.direction ??= direction;
      break;
    }
    case "meta": {
      const key =
        attributeOf(element, "name") ?? attributeOf(element, "property") ?? attributeOf(element, "http-equiv");
      const value = plain(attributeOf(element, "content") ?? "");
      const name = key?.trim().toLowerCase();
      if (name !== undefined && value !== "")
        clues.meta.set(name, [...(clues.meta.get(name) ?? []), value].slice(0, namesMax));
      break;
    }
    case "title":
      // Pictures drawn in SVG have titles as well.
      if (clues.title === "" && element.parentNode?.nodeName !== "svg") clues.title = plain(textIn(element));
      break;
    case "h1":
      if (clues.heading === undefined && clues.headings < headingsMax) {
        clues.headings += 1;
        const heading = visibleText(element.childNodes);
        clues.heading = heading === "" || heading.length > headingCharactersMax ? undefined : heading;
      }
      break;
    case "base":
      clues.base ??= named(attributeOf(element, "href"));
      break;
    case "link":
      if (attributeOf(element, "rel")?.toLowerCase() === "canonical")
        clues.canonical ??= named(attributeOf(element, "href"));
      break;
    case "script":
      if (attributeOf(element, "type")?.toLowerCase().startsWith("application/ld+json") === true)
        clues.scripts.push(textIn(element));
      break;
    default:
  }
}

function textIn(element: HtmlElement): string {
  return element.childNodes.map((node) => ("value" in node ? node.value : "")).join("");
}

const plain = (text: string) => text.replace(/\s+/gu, " ").trim();
const named = (text: string | undefined) => (text === undefined || text.trim() === "" ? undefined : text.trim());
const isWebAddress = (text: string | undefined): text is string =>
  text !== undefined && /^https?:\/\/[^/\s]/iu.test(text) && URL.canParse(text);

function firstSome(...lists: readonly (readonly string[])[]): readonly string[] {
  return lists.find((list) => list.length > 0) ?? [];
}

function people(meta: ReadonlyMap<string, readonly string[]>, names: readonly string[]): readonly string[] {
  // An address is where an author is found, not who it is.
  const said = names.map((name) => (meta.get(name) ?? []).filter((value) => !/^(?:https?:|www\.|@)/iu.test(value)));
  return [...new Set(said.find((values) => values.length > 0) ?? [])].map((name) => name.replace(/^by\s+/iu, ""));
}

/** "The Project Gutenberg eBook of Emma, by Jane Austen" is a title and an author. */
function gutenbergTitle(title: string): { title: string; authors: readonly string[] } | undefined {
  const match =
    /^(?:The )?Project Gutenberg(?:'s|’s)?(?: e-?(?:book|text))?(?: of)?:?\s+(.+?)(?:,?\s+by\s+(.+?))?\.?$/iu.exec(
      title,
    );
  const [, book, author] = match ?? [];
  return book === undefined ? undefined : { title: book, authors: author === undefined ? [] : [author] };
}
