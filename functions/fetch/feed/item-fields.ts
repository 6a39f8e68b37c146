import type { RecoveredElement } from "../../../shared/xml/open-elements.ts";
import { contextWithin, type FeedContext, languageTag, webUrl } from "./context.ts";
import type { BasedHtml } from "./finish-item.ts";
import { htmlOfPlainText, looksLikeHtml, oneLine } from "./html-text.ts";
import type { Enclosure } from "./parsed-feed.ts";
import { type Link, readEnclosure, readLink } from "./read-link.ts";
import { personIn } from "./read-person.ts";
import { type Dialect, htmlOf, titleOf, valueOf } from "./read-text.ts";
import type { Reading } from "./reading.ts";

/** What an item says. Of what can be said in several ways, the lowest rank counts. */
export interface ItemFields {
  readonly titles: Ranked<string>[];
  readonly authors: Ranked<string>[];
  readonly published: Ranked<string>[];
  readonly updated: Ranked<string>[];
  readonly summaries: Ranked<BasedHtml>[];
  readonly contents: Ranked<BasedHtml>[];
  readonly images: Ranked<string>[];
  readonly links: Link[];
  readonly enclosures: Enclosure[];
  readonly categories: string[];
  guid: string | undefined;
  /** Whether the guid may be the address of a page as well. */
  isPermalink: boolean;
  language: string | undefined;
  commentsUrl: string | undefined;
}

export interface Ranked<Value> {
  readonly rank: number;
  readonly value: Value;
}

export function emptyFields(): ItemFields {
  return {
    titles: [],
    authors: [],
    published: [],
    updated: [],
    summaries: [],
    contents: [],
    images: [],
    links: [],
    enclosures: [],
    categories: [],
    guid: undefined,
    isPermalink: true,
    language: undefined,
    commentsUrl: undefined,
  };
}

export interface ItemReading {
  readonly fields: ItemFields;
  readonly reading: Reading;
  /** What links without an `xml:base` are relative to. */
  readonly linkBase: string;
}

/** One element of an item and how it is meant. */
interface Field extends ItemReading {
  readonly element: RecoveredElement;
  readonly context: FeedContext;
  readonly dialect: Dialect;
}

/** Adds what one child of an item says. */
export function readItemField(element: RecoveredElement, context: FeedContext, item: ItemReading): void {
  const key = item.reading.keyOf(element);
  const isAtom = key.startsWith("atom:");
  const read = readers.get(isAtom ? `home:${key.slice("atom:".length)}` : key);
  if (read === undefined) return;
  const { fields, reading, linkBase } = item;
  read({ fields, reading, linkBase, element, context, dialect: isAtom ? "atom" : reading.dialect });
}

type ReadField = (field: Field) => void;
type TextList = "titles" | "published" | "updated" | "images";

const title =
  (rank: number): ReadField =>
  ({ element, context, dialect, fields }) =>
    rankedText(fields, "titles", rank, titleOf(element, context, dialect));

const author =
  (rank: number): ReadField =>
  ({ element, fields }) => {
    const name = personIn(element);
    if (name !== "") fields.authors.push({ rank, value: name });
  };

const date =
  (list: "published" | "updated", rank: number): ReadField =>
  ({ element, fields }) =>
    rankedText(fields, list, rank, valueOf(element));

const prose =
  (list: "summaries" | "contents", rank: number): ReadField =>
  ({ element, context, dialect, fields }) => {
    const value = htmlOf(element, context, dialect);
    if (value === undefined) return;
    const base = value.context.isBaseDeclared ? value.context.base : undefined;
    fields[list].push({ rank, value: { html: value.html, base } });
    if (list === "contents" || fields.language === undefined) {
      // The language of the text itself is nearer than that of what is around it.
      if (value.context.language !== context.language) fields.language = value.context.language;
    }
  };

/** What podcasts and films say of themselves: plain text with line ends, or HTML against the rules. */
const plain =
  (rank: number): ReadField =>
  ({ element, fields }) => {
    const text = valueOf(element);
    if (text === "") return;
    const html = looksLikeHtml(text) ? text : htmlOfPlainText(text);
    fields.summaries.push({ rank, value: { html, base: undefined } });
  };

const category: ReadField = ({ element, fields }) => {
  const { attributes } = element;
  const written = attributes.get("label") ?? attributes.get("term") ?? attributes.get("text") ?? valueOf(element);
  const name = oneLine(written);
  if (name !== "") fields.categories.push(name);
};

const guid: ReadField = ({ element, fields }) => {
  const value = valueOf(element);
  if (value === "" || fields.guid !== undefined) return;
  fields.guid = value;
  fields.isPermalink = element.attributes.get("isPermaLink")?.trim().toLowerCase() !== "false";
};

const id: ReadField = ({ element, fields }) => {
  const value = valueOf(element);
  if (value !== "") fields.guid ??= value;
};

const link: ReadField = ({ element, context, linkBase, fields }) => {
  const read = readLink(element, context, linkBase);
  if (read === undefined) return;
  if (read.rel === "enclosure") fields.enclosures.push({ url: read.url, mediaType: read.mediaType, bytes: read.bytes });
  else if (read.rel === "replies" && /html/u.test(read.mediaType ?? "html")) fields.commentsUrl ??= read.url;
  else fields.links.push(read);
};

const enclosure: ReadField = ({ element, context, fields }) => {
  const read = readEnclosure(element, context);
  if (read !== undefined) fields.enclosures.push(read);
};

/** Media RSS: a picture stands for the item, sound and film come with it. */
const media: ReadField = (field) => {
  const { element, context, fields } = field;
  const read = readEnclosure(element, context);
  const isPicture = element.attributes.get("medium") === "image" || read?.mediaType?.startsWith("image/") === true;
  if (read !== undefined && isPicture) rankedText(fields, "images", 1, read.url);
  else if (read !== undefined) fields.enclosures.push(read);
  within(field);
};

const picture =
  (rank: number): ReadField =>
  ({ element, context, fields }) => {
    const { attributes, children } = element;
    const part = children.find((child) => typeof child !== "string" && child.name.toLowerCase() === "url");
    const written =
      attributes.get("url") ?? attributes.get("href") ?? valueOf(typeof part === "object" ? part : element);
    const url = webUrl(written, contextWithin(element, context).base);
    if (url !== undefined) rankedText(fields, "images", rank, url);
  };

const language: ReadField = ({ element, fields }) => {
  fields.language ??= languageTag(valueOf(element));
};

const comments: ReadField = ({ element, linkBase, fields }) => {
  fields.commentsUrl ??= webUrl(valueOf(element), linkBase);
};

/** RFC 4287, 4.2.1: where an entry was taken out of another feed, that one's authors are its own, unless it names some. */
const source: ReadField = ({ element, fields }) => {
  for (const child of element.children) {
    if (typeof child === "string" || child.isCut || child.name.toLowerCase() !== "author") continue;
    const name = personIn(child);
    if (name !== "") fields.authors.push({ rank: 9, value: name });
  }
};

/** An element that only groups others. */
const within: ReadField = ({ element, context, ...item }) => {
  for (const child of element.children) {
    if (typeof child !== "string" && !child.isCut) readItemField(child, contextWithin(element, context), item);
  }
};

function rankedText(fields: ItemFields, list: TextList, rank: number, value: string): void {
  if (value !== "") fields[list].push({ rank, value });
}

/** `home` is RSS, Atom and CDF: no name means two things there. */
const readers: ReadonlyMap<string, ReadField> = new Map([
  ["home:title", title(0)],
  ["dc:title", title(1)],
  ["media:title", title(2)],
  ["itunes:title", title(3)],
  ["home:author", author(1)],
  ["home:authors", within],
  ["dc:creator", author(0)],
  ["dc:author", author(2)],
  ["itunes:author", author(3)],
  ["home:pubdate", date("published", 0)],
  ["home:published", date("published", 0)],
  ["home:issued", date("published", 1)],
  ["dcterms:issued", date("published", 2)],
  ["home:created", date("published", 3)],
  ["dcterms:created", date("published", 3)],
  ["dc:date", date("published", 4)],
  ["home:date", date("published", 5)],
  ["home:updated", date("updated", 0)],
  ["home:modified", date("updated", 1)],
  ["dcterms:modified", date("updated", 2)],
  ["home:lastbuilddate", date("updated", 3)],
  ["home:summary", prose("summaries", 0)],
  ["home:description", prose("summaries", 1)],
  ["home:abstract", prose("summaries", 2)],
  ["dc:description", prose("summaries", 2)],
  ["media:description", plain(3)],
  ["itunes:summary", plain(4)],
  ["itunes:subtitle", plain(5)],
  ["content:encoded", prose("contents", 0)],
  ["home:encoded", prose("contents", 0)],
  ["home:content", prose("contents", 1)],
  ["xhtml:body", prose("contents", 2)],
  ["xhtml:div", prose("contents", 2)],
  ["home:body", prose("contents", 3)],
  ["home:fullitem", prose("contents", 4)],
  ["home:category", category],
  ["dc:subject", category],
  ["itunes:category", category],
  ["home:guid", guid],
  ["home:id", id],
  ["home:link", link],
  ["home:enclosure", enclosure],
  ["media:content", media],
  ["media:group", within],
  ["media:thumbnail", picture(2)],
  ["itunes:image", picture(0)],
  ["home:image", picture(0)],
  ["home:language", language],
  ["dc:language", language],
  ["home:comments", comments],
  ["home:source", source],
]);
