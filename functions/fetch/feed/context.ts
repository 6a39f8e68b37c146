import type { XmlElement } from "../../../shared/xml/xml-element.ts";

/** What an element inherits from those around it. */
export interface FeedContext {
  /** What relative addresses are relative to: `xml:base`, at last the feed's own address. */
  readonly base: string;
  /** Whether some `xml:base` says so. */
  readonly isBaseDeclared: boolean;
  /** `xml:lang`; an empty one takes back what is said further out. */
  readonly language: string | undefined;
}

const xml = "{http://www.w3.org/XML/1998/namespace}";
const languageLengthMax = 35;

/** The context within an element. */
export function contextWithin({ attributes }: XmlElement, outer: FeedContext): FeedContext {
  if (attributes.size === 0) return outer;
  const base = attributes.get(`${xml}base`);
  const language = attributes.get(`${xml}lang`);
  if (base === undefined && language === undefined) return outer;
  const resolved = base === undefined ? undefined : absoluteUrl(base, outer.base);
  return {
    base: resolved ?? outer.base,
    isBaseDeclared: outer.isBaseDeclared || resolved !== undefined,
    language: language === undefined ? outer.language : languageTag(language),
  };
}

/** A language as it is written, where it can be one (BCP 47 tags have at most 35 characters). */
export function languageTag(written: string): string | undefined {
  const tag = written.trim().replaceAll("_", "-");
  return tag.length <= languageLengthMax && /^[a-z]{2,8}(?:-[a-z0-9]{1,8})*$/iu.test(tag) ? tag : undefined;
}

const urlLengthMax = 8192;

/** An address made whole; `undefined` for what is none. */
export function absoluteUrl(written: string, base: string): string | undefined {
  const url = written.trim();
  if (url === "" || url.length > urlLengthMax) return undefined;
  return URL.parse(url, base)?.href;
}

/** What is meant to be a whole address and lacks its scheme: no path begins like that. */
const schemeless = /^www\.[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#:]|$)/iu;

/** The same for what has to be on the web. */
export function webUrl(written: string, base: string): string | undefined {
  const plain = written.trim();
  const url = absoluteUrl(schemeless.test(plain) ? `http://${plain}` : plain, base);
  return url !== undefined && /^https?:\/\/[^/]/u.test(url) ? url : undefined;
}
