import type { RecoveredElement } from "../../../shared/xml/open-elements.ts";
import { absoluteUrl, contextWithin, type FeedContext, webUrl } from "./context.ts";
import type { Enclosure } from "./parsed-feed.ts";
import { valueOf } from "./read-text.ts";

/** `link` of Atom, which has its address in an attribute, or of RSS, where it is the text. */
export interface Link {
  readonly rel: string;
  readonly url: string;
  readonly mediaType: string | undefined;
  readonly bytes: number | undefined;
  /** An element of text, as RSS has it. */
  readonly isText: boolean;
}

const registry = "http://www.iana.org/assignments/relation/";

/** @param textBase what an address that stands as text is relative to, where no `xml:base` says so */
export function readLink(element: RecoveredElement, outer: FeedContext, textBase: string): Link | undefined {
  const context = contextWithin(element, outer);
  const { attributes } = element;
  const href = attributes.get("href");
  const written = href ?? valueOf(element);
  const base = href === undefined && !context.isBaseDeclared ? textBase : context.base;
  const url = webUrl(written, base) ?? absoluteUrl(written, base);
  if (url === undefined || written === "") return undefined;
  const rel = (attributes.get("rel") ?? "alternate").trim().toLowerCase();
  return {
    rel: rel.startsWith(registry) ? rel.slice(registry.length) : rel,
    url,
    mediaType: mediaTypeOf(attributes.get("type")),
    bytes: bytesOf(attributes.get("length")),
    isText: href === undefined,
  };
}

/** Of links to the page of an item, one to a page: not to its text as JSON, or as another feed. */
export function pageAmong(links: readonly Link[]): string | undefined {
  const pages = links.filter(({ url }) => /^https?:/u.test(url));
  const page = pages.find(({ mediaType }) => mediaType === undefined || /html/u.test(mediaType)) ?? pages[0];
  return page?.url;
}

export function readEnclosure(element: RecoveredElement, outer: FeedContext): Enclosure | undefined {
  const { attributes } = element;
  const written = attributes.get("url") ?? attributes.get("href") ?? valueOf(element);
  const url = webUrl(written, contextWithin(element, outer).base);
  if (url === undefined) return undefined;
  const bytes = bytesOf(attributes.get("length") ?? attributes.get("fileSize"));
  return { url, mediaType: mediaTypeOf(attributes.get("type")), bytes };
}

/** Without parameters; `undefined` for what is no media type. */
export function mediaTypeOf(written: string | undefined): string | undefined {
  const type = written?.split(";", 1)[0]?.trim().toLowerCase();
  return type !== undefined && /^[\w.+-]+\/[\w.+-]+$/u.test(type) ? type : undefined;
}

/** A size as feeds write it; none where it is zero, as many say of what they do not know. */
export function bytesOf(written: string | number | undefined): number | undefined {
  const bytes = typeof written === "number" ? written : Number(written?.replaceAll(/[\s,]/gu, "") || Number.NaN);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}
