import type { RecoveredElement } from "../../../shared/xml/open-elements.ts";
import { parseDate } from "../parse-date.ts";
import { absoluteHtml } from "./absolute-html.ts";
import { contextWithin, type FeedContext, languageTag, webUrl } from "./context.ts";
import { fieldsOf } from "./fields-of.ts";
import { type Link, pageAmong, readLink } from "./read-link.ts";
import { readPace } from "./read-pace.ts";
import { peopleLine, personIn } from "./read-person.ts";
import { type Dialect, htmlOf, titleOf, valueOf } from "./read-text.ts";
import type { Placed, ReadFeed, Reading } from "./reading.ts";

/** What a feed says of itself. Of what can be said in several ways, the first counts. */
interface Draft {
  titles: string[];
  descriptions: string[];
  links: Link[];
  ids: string[];
  languages: string[];
  images: string[];
  icons: string[];
  published: Date[];
  updated: Date[];
  dates: Date[];
  newFeedUrls: string[];
  authors: string[];
  editors: string[];
}

function emptyDraft(): Draft {
  return {
    titles: [],
    descriptions: [],
    links: [],
    ids: [],
    languages: [],
    images: [],
    icons: [],
    published: [],
    updated: [],
    dates: [],
    newFeedUrls: [],
    authors: [],
    editors: [],
  };
}

/** Everything but the items. */
export function readChannel(
  channels: readonly Placed[],
  reading: Reading,
): Omit<ReadFeed, "format" | "items" | "damage"> {
  const draft = emptyDraft();
  // What is said in the channel counts more than what stands beside it.
  const inward = channels.toReversed();
  for (const { element, context } of inward) {
    for (const field of fieldsOf(element, reading)) readField(field, context, draft, reading);
  }
  const url = (rel: string) => draft.links.find((link) => link.rel === rel && /^https?:/u.test(link.url))?.url;
  const pages = draft.links.filter(({ rel }) => rel === "alternate");
  const href = inward.map(({ element }) => element.attributes.get("HREF") ?? "").find((written) => written !== "");
  const siteUrl =
    pageAmong(pages.filter(({ isText }) => isText)) ??
    pageAmong(pages) ??
    (href === undefined ? undefined : webUrl(href, reading.url));
  return {
    title: draft.titles[0] ?? "",
    descriptionHtml: draft.descriptions[0],
    id: draft.ids[0],
    siteUrl,
    language: draft.languages[0] ?? inward.map(({ context }) => context.language).find((tag) => tag !== undefined),
    author: peopleLine(draft.authors) ?? draft.editors[0],
    image: draft.images[0] ?? draft.icons[0],
    published: draft.published[0] ?? draft.dates[0],
    updated: draft.updated[0],
    pace: readPace(
      inward.map(({ element }) => element),
      reading,
    ),
    hubs: [...new Set(draft.links.filter(({ rel }) => rel === "hub").map((link) => link.url))],
    self: url("self"),
    newFeedUrl: draft.newFeedUrls[0],
  };
}

function readField(element: RecoveredElement, context: FeedContext, draft: Draft, reading: Reading): void {
  const key = reading.keyOf(element);
  const dialect: Dialect = key.startsWith("atom:") ? "atom" : reading.dialect;
  const url = (written: string) => webUrl(written, contextWithin(element, context).base);
  switch (key.replace("atom:", "home:")) {
    case "home:title":
    case "dc:title":
      return add(draft.titles, titleOf(element, context, dialect));
    case "home:description":
    case "home:subtitle":
    case "home:tagline":
    case "home:abstract":
    case "home:info":
    case "dc:description":
    case "itunes:summary":
    case "itunes:subtitle":
      return add(draft.descriptions, wholeHtml(element, context, dialect));
    case "home:link":
      return add(draft.links, readLink(element, context, context.base));
    case "home:id":
      return add(draft.ids, valueOf(element));
    case "home:language":
    case "dc:language":
      return add(draft.languages, languageTag(valueOf(element)));
    case "home:image":
      return add(draft.images, url(partOf(element, "url")));
    case "itunes:image":
      return add(draft.images, url(element.attributes.get("href") ?? valueOf(element)));
    case "home:logo":
      return add(draft.images, url(valueOf(element)));
    case "home:icon":
      return add(draft.icons, url(valueOf(element)));
    case "home:pubdate":
    case "home:published":
    case "dcterms:issued":
      return add(draft.published, parseDate(valueOf(element)));
    case "dc:date":
      return add(draft.dates, parseDate(valueOf(element)));
    case "home:lastbuilddate":
    case "home:updated":
    case "home:modified":
    case "dcterms:modified":
      return add(draft.updated, parseDate(valueOf(element)));
    case "home:author":
    case "dc:creator":
    case "dc:author":
    case "itunes:author":
      return add(draft.authors, personIn(element));
    case "home:managingeditor":
    case "home:webmaster":
      return add(draft.editors, personIn(element));
    case "itunes:new-feed-url":
      return add(draft.newFeedUrls, url(valueOf(element)));
    case "home:newlocation":
      return add(draft.newFeedUrls, url(valueOf(element)));
  }
}

function add<Value>(list: Value[], value: Value | "" | undefined): void {
  if (value !== undefined && value !== "") list.push(value);
}

/** Nobody else resolves the addresses in it. */
function wholeHtml(element: RecoveredElement, context: FeedContext, dialect: Dialect): string | undefined {
  const value = htmlOf(element, context, dialect);
  return value === undefined ? undefined : absoluteHtml(value.html, value.context.base);
}

function partOf(element: RecoveredElement, name: string): string {
  const part = element.children.find((child) => typeof child !== "string" && child.name.toLowerCase() === name);
  return typeof part === "object" ? valueOf(part) : "";
}
