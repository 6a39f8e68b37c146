import type { RecoveredElement } from "../../../shared/xml/open-elements.ts";
import type { RecoveredXml } from "../../../shared/xml/recover-xml.ts";
import { recoverXml } from "../../../shared/xml/recover-xml.ts";
import { contextWithin, type FeedContext } from "./context.ts";
import type { FeedFormat, ParsedItem } from "./parsed-feed.ts";
import { readChannel } from "./read-channel.ts";
import { readItem } from "./read-item.ts";
import type { FeedSource, Placed, ReadFeed, Reading } from "./reading.ts";
import { fieldKeysOf } from "./vocabulary.ts";

const itemTags = new Set(["item", "entry", "ITEM", "rss:item", "atom:entry"]);

/** RSS of any age, Atom, RDF, CDF; `undefined` for XML, or text, that is no feed. */
export function readXmlFeed(source: FeedSource): ReadFeed | undefined {
  const document = recoverXml(source.text, { neverWithinItself: itemTags });
  const root = findRoot(document);
  if (root === undefined) return undefined;
  const format = formatOf(root);
  const reading: Reading = {
    dialect: format.startsWith("atom") ? "atom" : "rss",
    keyOf: fieldKeysOf(root),
    fetchedAt: source.fetchedAt,
    url: source.url,
  };
  const damage = new Set(document.damage);
  const parts = partsOf(root, reading);
  const channel = readChannel(parts.channels, reading);
  const items: ParsedItem[] = [];
  for (const { element, context } of parts.items) {
    if (items.length >= source.itemsMax) {
      damage.add(`more than ${source.itemsMax} items`);
      break;
    }
    const item = readItem({ element, context, siteUrl: channel.siteUrl, language: channel.language, reading });
    if (item === undefined) damage.add("an item that is cut off");
    else items.push(item);
  }
  return { ...channel, format, items, damage: [...damage] };
}

const rootNames = new Set(["rss", "rdf", "feed", "channel", "redirect"]);

/** The outermost element that is a feed: what a server's warnings put before it may enclose it. */
function findRoot({ roots }: Pick<RecoveredXml, "roots">): RecoveredElement | undefined {
  for (const root of roots) {
    const name = root.name.toLowerCase();
    if (rootNames.has(name)) return root;
    if (name === "html") continue;
    const within = findRoot({ roots: root.children.filter((child) => typeof child !== "string") });
    if (within !== undefined) return within;
  }
  return undefined;
}

const rssVersions: readonly (readonly [RegExp, FeedFormat])[] = [
  [/^0\.9$|^0\.90/u, "rss-0.90"],
  [/^0\.91/u, "rss-0.91"],
  [/^0\.92/u, "rss-0.92"],
  [/^0\.93/u, "rss-0.93"],
  [/^0\.94/u, "rss-0.94"],
  [/^1/u, "rss-1.0"],
  [/^2/u, "rss-2.0"],
];

function formatOf(root: RecoveredElement): FeedFormat {
  const version = root.attributes.get("version")?.trim() ?? "";
  switch (root.name.toLowerCase()) {
    case "feed":
      return version === "0.3" || /purl\.org\/atom/iu.test(root.namespace) ? "atom-0.3" : "atom-1.0";
    case "rdf":
      return root.children.some((child) => typeof child !== "string" && /netscape\.com/iu.test(child.namespace))
        ? "rss-0.90"
        : "rss-1.0";
    case "channel":
      return root.name === "CHANNEL" ? "cdf" : "rss";
    case "redirect":
      return "redirect";
    default:
      return rssVersions.find(([pattern]) => pattern.test(version))?.[1] ?? "rss";
  }
}

const itemKeys = new Set(["home:item", "home:entry", "atom:entry"]);

/** Items wherever they stand, and what stands around them: in RDF beside the channel, in damaged feeds within its title. */
function partsOf(root: RecoveredElement, reading: Reading) {
  const channels: Placed[] = [];
  const items: Placed[] = [];
  const visit = (element: RecoveredElement, outer: FeedContext, isChannel: boolean) => {
    const context = contextWithin(element, outer);
    if (isChannel) channels.push({ element, context });
    for (const child of element.children) {
      if (typeof child === "string") continue;
      const key = reading.keyOf(child);
      if (itemKeys.has(key)) items.push({ element: child, context });
      else if (child.children.length > 0) visit(child, context, key === "home:channel");
    }
  };
  visit(root, { base: reading.url, isBaseDeclared: false, language: undefined }, true);
  return { channels, items };
}
