import type { DefaultTreeAdapterTypes } from "parse5";
import { parsePage } from "../../shared/markup/parse-page.ts";
import { oneLine } from "./feed/html-text.ts";

/** A feed that a page names. */
export interface DiscoveredFeed {
  readonly url: string;
  /** Empty where the page does not say. */
  readonly title: string;
  readonly kind: "rss" | "atom" | "json" | "unknown";
  /** Whether the page says so itself (`link`), or one of its links only looks like it. */
  readonly found: "named" | "guessed";
}

const feedsMax = 50;
const titleLengthMax = 300;

const kinds: ReadonlyMap<string, DiscoveredFeed["kind"]> = new Map([
  ["application/rss+xml", "rss"],
  ["application/x-rss+xml", "rss"],
  ["text/rss+xml", "rss"],
  ["application/rdf+xml", "rss"],
  ["application/atom+xml", "atom"],
  ["text/atom+xml", "atom"],
  ["application/feed+json", "json"],
  ["application/json", "json"],
  ["application/xml", "unknown"],
  ["text/xml", "unknown"],
]);

/** What a link to a feed says of itself. */
const feedWords =
  /^(?:(?:subscribe|follow)(?: (?:via|to|with|by|on))? )?(?:our |the )?(?:rss|atom|xml feed|feed)(?: ?[012]\.\d+)?(?:[ -](?:feeds?|abonnieren|abo))?$/iu;

/**
 * The feeds of a page, the likeliest first: those that it names in its head, in its own order, feeds of comments last; where it
 * names none, links that look like feeds. Empty for a page without any.
 *
 * @param url where the page was found, after all redirects
 */
export function discoverFeeds(html: string, url: string): readonly DiscoveredFeed[] {
  const elements = elementsOf(html);
  const base = baseOf(elements, url);
  const named = elements.flatMap((element) => namedFeed(element, base));
  const found = named.length > 0 ? named : guessedFeeds(elements, base);
  const distinct = new Map<string, DiscoveredFeed>();
  for (const feed of found) if (!distinct.has(feed.url)) distinct.set(feed.url, feed);
  const feeds = [...distinct.values()];
  return [...feeds.filter((feed) => !isOfComments(feed)), ...feeds.filter(isOfComments)].slice(0, feedsMax);
}

interface PageElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: () => string;
}

function elementsOf(html: string): readonly PageElement[] {
  const elements: PageElement[] = [];
  // Not by recursion: a page may be as deep as it likes.
  const open: DefaultTreeAdapterTypes.Node[] = [parsePage(html).root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if ("tagName" in node && ["base", "link", "a"].includes(node.tagName)) elements.push(pageElement(node));
    if ("childNodes" in node) for (const child of node.childNodes.toReversed()) open.push(child);
  }
  return elements;
}

function pageElement(node: DefaultTreeAdapterTypes.Element): PageElement {
  const attributes = new Map(node.attrs.map(({ name, value }) => [name, value.trim()]));
  return { name: node.tagName, attributes, text: () => wordsOf(node) };
}

const wordsNodesMax = 20;

/** The words of a link, those of pictures in it among them. */
function wordsOf(node: DefaultTreeAdapterTypes.Element): string {
  const words: string[] = [];
  const open: DefaultTreeAdapterTypes.Node[] = [...node.childNodes].toReversed();
  for (let one = open.pop(), seen = 0; one !== undefined && seen < wordsNodesMax; one = open.pop(), seen += 1) {
    if (one.nodeName === "#text") words.push((one as DefaultTreeAdapterTypes.TextNode).value);
    else if ("tagName" in one && one.tagName === "img")
      words.push(one.attrs.find(({ name }) => name === "alt")?.value ?? "");
    else if ("childNodes" in one) open.push(...one.childNodes.slice(0, wordsNodesMax).toReversed());
  }
  return oneLine(words.join(" "));
}

function baseOf(elements: readonly PageElement[], url: string): string {
  const href = elements
    .find(({ name, attributes }) => name === "base" && attributes.has("href"))
    ?.attributes.get("href");
  return (href === undefined ? undefined : URL.parse(href, url)?.href) ?? url;
}

function namedFeed({ name, attributes }: PageElement, base: string): readonly DiscoveredFeed[] {
  if (name !== "link") return [];
  const rel = (attributes.get("rel") ?? "").toLowerCase().split(/\s+/u);
  const type = (attributes.get("type") ?? "").toLowerCase().split(";", 1)[0]?.trim() ?? "";
  const kind = kinds.get(type);
  const isFeed =
    rel.includes("feed") || (rel.includes("alternate") && (kind !== undefined || saysFeed(attributes, type)));
  const url = feedUrl(attributes.get("href") ?? "", base);
  // WordPress names the page itself as JSON, which is no feed.
  if (!isFeed || url === undefined || /\/wp-json\/|oembed/iu.test(url)) return [];
  return [{ url, title: titleIn(attributes.get("title")), kind: kind ?? "unknown", found: "named" }];
}

/** An alternate without a type, which may be the page in another language. */
function saysFeed(attributes: ReadonlyMap<string, string>, type: string): boolean {
  if (type !== "" || attributes.has("hreflang") || attributes.has("media")) return false;
  return /\b(?:rss|atom)\b|\bfeed\b/iu.test(attributes.get("title") ?? "");
}

/** How the addresses of feeds end, in a path or a parameter. */
const looksLikeFeed =
  /(?:\.(?:rss|atom|rdf)|\/(?:feed|feeds|rss|atom)(?:[./](?:xml|rss|atom|json|php))?|\/(?:index|feed|rss|atom|news)\.(?:xml|rdf|json))\/?(?:\?.*)?$|[?&](?:feed=(?:rss2?|atom|rdf)|format=(?:rss|feed|atom))\b/iu;

/** Those whose address looks like one come before those that only call themselves so. */
function guessedFeeds(elements: readonly PageElement[], base: string): readonly DiscoveredFeed[] {
  const links = elements.filter(({ name }) => name === "a");
  return [
    ...links.flatMap((link) => guessedFeed(link, base, (url) => looksLikeFeed.test(pathOf(url)))),
    ...links.flatMap((link) => guessedFeed(link, base, () => callsItselfFeed(link))),
  ];
}

function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]*/iu, "").split("#", 1)[0] ?? "";
}

function callsItselfFeed({ attributes, text }: PageElement): boolean {
  if ((attributes.get("href") ?? "").startsWith("#")) return false;
  return kinds.has((attributes.get("type") ?? "").toLowerCase()) || feedWords.test(text());
}

function guessedFeed(
  { attributes, text }: PageElement,
  base: string,
  isOne: (url: string) => boolean,
): readonly DiscoveredFeed[] {
  const url = feedUrl(attributes.get("href") ?? "", base);
  if (url === undefined || !isOne(url)) return [];
  const kind = /json/iu.test(url) ? "json" : /atom/iu.test(url) ? "atom" : /rss|rdf/iu.test(url) ? "rss" : "unknown";
  return [{ url, title: titleIn(attributes.get("title") ?? text()), kind, found: "guessed" }];
}

/** An address on the web; `feed:` only says what it leads to. */
function feedUrl(written: string, base: string): string | undefined {
  if (written === "") return undefined;
  const plain = written.replace(/^feed:(?:\/\/(?!https?:))?/iu, (scheme) => (scheme.endsWith("//") ? "http://" : ""));
  const url = URL.parse(plain, base);
  return url !== null && /^https?:$/u.test(url.protocol) ? url.href : undefined;
}

function titleIn(written = ""): string {
  return oneLine(written).slice(0, titleLengthMax).toWellFormed();
}

function isOfComments({ url, title }: DiscoveredFeed): boolean {
  return (
    /\/comments\/|[?&]feed=comments/iu.test(url) ||
    /\b(?:comments?|kommentar\w*|commentaires|comentarios)\b/iu.test(title)
  );
}
