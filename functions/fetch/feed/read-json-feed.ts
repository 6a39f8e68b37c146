import { parseDate } from "../parse-date.ts";
import { languageTag, webUrl } from "./context.ts";
import { finishItem } from "./finish-item.ts";
import { htmlOfPlainText, oneLine } from "./html-text.ts";
import { mendJson } from "./mend-json.ts";
import type { Enclosure, FeedFormat, ParsedItem } from "./parsed-feed.ts";
import { bytesOf, mediaTypeOf } from "./read-link.ts";
import { noPace } from "./read-pace.ts";
import { peopleLine, personName } from "./read-person.ts";
import { titleOfEither } from "./read-text.ts";
import type { FeedSource, ReadFeed } from "./reading.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), and what calls itself so: ids may be numbers, single things may stand
 * where lists belong. `undefined` for JSON, or text, that is no feed.
 */
export function readJsonFeed(source: FeedSource): ReadFeed | undefined {
  const { value, damage } = mendJson(source.text);
  if (!isObject(value)) return undefined;
  const version = text(value, "version");
  const items = field(value, "items");
  const isNamed = /jsonfeed\.org/iu.test(version);
  if (!isNamed && !(Array.isArray(items) && (text(value, "title") !== "" || text(value, "home_page_url") !== ""))) {
    return undefined;
  }
  const format: FeedFormat = /1\.1\b/u.test(version) ? "json-1.1" : "json-1.0";
  const feedLanguage = languageTag(text(value, "language"));
  const feedItems: ParsedItem[] = [];
  const allDamage = new Set(damage);
  for (const item of listIn(value, "items")) {
    if (!isObject(item)) allDamage.add("an item that is none");
    else if (feedItems.length >= source.itemsMax) allDamage.add(`more than ${source.itemsMax} items`);
    else feedItems.push(readItem(item, source, feedLanguage));
  }
  const hubs = listIn(value, "hubs").map((hub) => (isObject(hub) ? webUrl(text(hub, "url"), source.url) : undefined));
  return {
    format,
    title: titleOfEither(text(value, "title")),
    descriptionHtml: htmlOfPlainText(text(value, "description")) || undefined,
    id: undefined,
    siteUrl: webUrl(text(value, "home_page_url"), source.url),
    language: feedLanguage,
    author: authorsOf(value),
    image: webUrl(text(value, "icon"), source.url) ?? webUrl(text(value, "favicon"), source.url),
    published: undefined,
    updated: undefined,
    pace: noPace,
    hubs: [...new Set(hubs.filter((hub) => hub !== undefined))],
    self: webUrl(text(value, "feed_url"), source.url),
    newFeedUrl: undefined,
    items: feedItems,
    damage: [...allDamage],
  };
}

function readItem(
  item: JsonObject,
  { url: feedUrl, fetchedAt }: FeedSource,
  feedLanguage: string | undefined,
): ParsedItem {
  const html = text(item, "content_html");
  const plain = text(item, "content_text");
  const summary = text(item, "summary");
  const content = html.trim() === "" ? htmlOfPlainText(plain) : html;
  const tags = listIn(item, "tags").filter((tag) => typeof tag === "string");
  return finishItem(
    {
      guid: text(item, "id") || undefined,
      url: webUrl(text(item, "url"), feedUrl) ?? webUrl(text(item, "external_url"), feedUrl),
      title: titleOfEither(text(item, "title")),
      author: authorsOf(item),
      published: parseDate(text(item, "date_published")),
      updated: parseDate(text(item, "date_modified")),
      summary: summary === "" ? undefined : { html: htmlOfPlainText(summary), base: undefined },
      content: content.trim() === "" ? undefined : { html: content.trim(), base: undefined },
      language: languageTag(text(item, "language")) ?? feedLanguage,
      categories: tags.map(oneLine).filter((tag) => tag !== ""),
      enclosures: listIn(item, "attachments").flatMap((attachment) => enclosureOf(attachment, feedUrl)),
      image: webUrl(text(item, "image"), feedUrl) ?? webUrl(text(item, "banner_image"), feedUrl),
      commentsUrl: undefined,
    },
    { fetchedAt, feedUrl },
  );
}

function enclosureOf(attachment: unknown, base: string): readonly Enclosure[] {
  if (!isObject(attachment)) return [];
  const url = webUrl(text(attachment, "url"), base);
  if (url === undefined) return [];
  const size = field(attachment, "size_in_bytes");
  const bytes = typeof size === "number" || typeof size === "string" ? bytesOf(size) : undefined;
  return [{ url, mediaType: mediaTypeOf(text(attachment, "mime_type")), bytes }];
}

/** 1.1 has `authors`, 1.0 had one `author`; some write a name where an object belongs. */
function authorsOf(value: JsonObject): string | undefined {
  const authors = [...listIn(value, "authors"), ...listIn(value, "author")];
  return peopleLine(
    authors.map((author) =>
      typeof author === "string" ? personName(author) : isObject(author) ? personName(text(author, "name")) : "",
    ),
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Its own, and nothing that an object inherits. */
function field(value: JsonObject, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A string, or what a number or a truth would be as one; empty for anything else. */
function text(value: JsonObject, name: string): string {
  const found = field(value, name);
  if (typeof found === "string") return found.trim();
  return typeof found === "number" || typeof found === "boolean" ? String(found) : "";
}

function listIn(value: JsonObject, name: string): readonly unknown[] {
  const found = field(value, name);
  if (Array.isArray(found)) return found;
  return found === undefined || found === null ? [] : [found];
}
