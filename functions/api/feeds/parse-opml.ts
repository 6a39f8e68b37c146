import { Rejected } from "../../../events/rejected.ts";
import { sizeInWords } from "../../../shared/size-in-words.ts";
import { decodeText } from "../../../shared/text/decode-text.ts";
import type { RecoveredElement } from "../../../shared/xml/open-elements.ts";
import { recoverXml } from "../../../shared/xml/recover-xml.ts";
import { textOf } from "../../../shared/xml/xml-element.ts";

/** A list of feeds, as readers of feeds hand them to one another (opml.org/spec2.opml). */
export interface Opml {
  /** Empty where it has none. */
  readonly title: string;
  readonly subscriptions: readonly Subscription[];
  readonly refused: readonly RefusedOutline[];
}

export interface Subscription {
  readonly url: string;
  /** Its own, else what its list shows for it, else its address. */
  readonly title: string;
  readonly siteUrl: string | undefined;
  /** The folders that it lies in, the outermost first. */
  readonly folders: readonly string[];
}

/** An outline that means a feed and names none that can be fetched. */
export interface RefusedOutline {
  readonly title: string;
  /** As it is written. */
  readonly url: string;
  readonly reason: string;
}

export const opmlBytesMax = 10_000_000;
export const subscriptionsMax = 50_000;
/** Folders further in count as the one around them. */
const foldersDepthMax = 16;
const textLengthMax = 500;
const urlLengthMax = 2000;

/**
 * Reads OPML of any version, damaged or not. A feed that is listed twice is read once, where it stands first.
 *
 * @throws Rejected `opml/too-large`, `opml/not-opml`
 */
export function parseOpml(bytes: Uint8Array): Opml {
  if (bytes.byteLength > opmlBytesMax) {
    throw new Rejected(
      "opml/too-large",
      `This list is larger than ${sizeInWords(opmlBytesMax)}. Split it and try again.`,
    );
  }
  const { roots } = recoverXml(decode(bytes));
  const root = roots.find(({ name }) => name.toLowerCase() === "opml");
  if (root === undefined) throw notOpml();
  const body = partOf(root, "body");
  const head = partOf(root, "head");
  const titleElement = head === undefined ? undefined : partOf(head, "title");
  const list: List = { subscriptions: new Map(), refused: [] };
  // A body that is missing is an empty one; outlines that stand without one are read all the same.
  readOutlines(body ?? root, [], list);
  return {
    title: titleElement === undefined ? "" : plain(textOf(titleElement)),
    subscriptions: [...list.subscriptions.values()],
    refused: list.refused,
  };
}

interface List {
  readonly subscriptions: Map<string, Subscription>;
  readonly refused: RefusedOutline[];
}

function decode(bytes: Uint8Array): string {
  try {
    return decodeText(bytes, { markup: true }).text;
  } catch (error) {
    if (error instanceof Rejected) throw notOpml(error);
    throw error;
  }
}

/** The reader bounds how deep they lie. */
function readOutlines(parent: RecoveredElement, folders: readonly string[], list: List): void {
  for (const outline of parent.children) {
    if (!isOutline(outline)) continue;
    const attributes = attributesOf(outline);
    const title = plain(attributes.get("title") || attributes.get("text") || "");
    // Some lists give a folder everything that a feed has, and nothing in it.
    const isFolderAlone = outline.children.some(isOutline) && (attributes.get("xmlurl") ?? "").trim() === "";
    const isFeed =
      !isFolderAlone && (attributes.has("xmlurl") || /^(?:rss|atom|feed)$/iu.test(attributes.get("type") ?? ""));
    if (isFeed) addFeed(attributes, title, folders.length > 0 ? folders : categoryOf(attributes), list);
    // Feeds within a feed: some lists group by the site.
    const isFolder = !isFeed && title !== "" && folders.length < foldersDepthMax;
    readOutlines(outline, isFolder ? [...folders, title] : folders, list);
  }
}

function isOutline(child: RecoveredElement | string): child is RecoveredElement {
  return typeof child !== "string" && child.name.toLowerCase() === "outline";
}

/** OPML 2.0 may say in an attribute where others nest: `/Science/Space,/Daily`. The first one counts. */
function categoryOf(attributes: ReadonlyMap<string, string>): readonly string[] {
  const [first = ""] = (attributes.get("category") ?? "").split(",", 1);
  const names = first.split("/").map(plain);
  return names.filter((name) => name !== "").slice(0, foldersDepthMax);
}

function addFeed(attributes: ReadonlyMap<string, string>, title: string, folders: readonly string[], list: List): void {
  const written = (attributes.get("xmlurl") ?? attributes.get("url") ?? "").trim();
  const siteUrl = webUrl((attributes.get("htmlurl") ?? "").trim());
  const url = webUrl(written);
  if (url === undefined) {
    list.refused.push({ title, url: written.slice(0, urlLengthMax), reason: reasonFor(written) });
  } else if (list.subscriptions.size >= subscriptionsMax) {
    list.refused.push({ title, url, reason: `A list may have ${subscriptionsMax} feeds.` });
  } else if (!list.subscriptions.has(url)) {
    list.subscriptions.set(url, { url, title: title || siteUrl || url, siteUrl, folders });
  }
}

function reasonFor(written: string): string {
  if (written === "") return "It has no address.";
  return written.length > urlLengthMax ? "Its address is too long." : "Its address is none on the web.";
}

/** Names of attributes are written with all kinds of capitals. */
function attributesOf({ attributes }: RecoveredElement): ReadonlyMap<string, string> {
  return new Map([...attributes].map(([name, value]) => [name.toLowerCase(), value]));
}

function webUrl(written: string): string | undefined {
  if (written.length > urlLengthMax) return undefined;
  // `feed:` only says what the address leads to.
  const plainUrl = written.replace(/^feed:(?:\/\/)?(?=https?:)/iu, "").replace(/^feed:\/\//iu, "http://");
  // An address without its scheme: a host with a dot in it, and what lies there.
  const whole = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?:]|$)/iu.test(plainUrl) ? `http://${plainUrl}` : plainUrl;
  const url = URL.parse(whole);
  return url !== null && /^https?:$/u.test(url.protocol) ? url.href : undefined;
}

function plain(text: string): string {
  return text.replace(/\s+/gu, " ").trim().slice(0, textLengthMax).toWellFormed();
}

function partOf(parent: RecoveredElement, name: string): RecoveredElement | undefined {
  return parent.children.find(
    (child): child is RecoveredElement => typeof child !== "string" && child.name.toLowerCase() === name,
  );
}

function notOpml(cause?: Rejected): Rejected {
  return new Rejected(
    "opml/not-opml",
    "This is no OPML list of feeds. Export your subscriptions as OPML from the reader that you use, and try again.",
    cause === undefined ? {} : { cause },
  );
}
