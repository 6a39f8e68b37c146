import type { Outside } from "./find-outside.ts";
import { attributeOf, isElement, type PageNode, type PageParent } from "./page-nodes.ts";
import type { Block, FoundBody, Outline, Region } from "./page-outline.ts";
import { runningSums } from "./running-sums.ts";
import { isHeadingName } from "./worth-of-block.ts";

/** Fewer links are no list that somebody wrote an article of. */
const linksMin = 5;
/** Menus say less than this in an entry, share bars less than that in all. */
const linkMeasureMin = 12;
const listMeasureMin = 150;
const linkShareMin = 0.5;
/** Links to so many other sites are nobody's navigation, where they are most of the list. */
const sitesMin = 3;
const sitesShareMin = 0.5;
/** Between a title and a list that is its text stand a date and a name at most. */
const betweenMeasureMax = 60;
/** Boxes around the title that hold more than the one before; a page with more of them was made to be slow. */
const climbsMax = 30;
/** What readers are shown below an article they have read. */
const leadsOn =
  /^(?:more|read (?:more|next)|related|recommended|see also|you (?:may|might)|latest|most (?:read|popular)|popular|trending|next|share|follow|mehr|lesen sie auch|weitere|à lire|lire aussi|más|lee también|leggi anche|lees ook|läs också|les også|leia também|читайте также|関連|相关|관련)(?![\p{L}])/iu;
const sharing = /[?&](?:u|url|text|status)=|\/(?:share|sharer|intent)\b/i;

/**
 * The article of a page that is a list of links: a daily "links" post, a round-up, a contents. It stands below a heading that is the
 * page's title, in the same article; it leads to several other sites, or begins right there. Menus, share bars and lists of what else
 * there is to read are none. `undefined` where the page has no such list.
 */
export function findLinkList(
  { regions, blocks }: Outline,
  outside: Outside,
  isTitle: (block: Block) => boolean,
): FoundBody | undefined {
  const at = blocks.findIndex((block, index) => !outside.blocks[index] && isTitle(block));
  const heading = blocks[at];
  if (heading === undefined) return undefined;
  let read = 0;
  let climbs = 0;
  for (let region = heading.region.parent; region !== undefined && climbs < climbsMax; region = region.parent) {
    if (region.blocksTo > read) {
      read = region.blocksTo;
      climbs += 1;
      const kept = readOn(blocks.slice(at + 1, read), outside.blocks.subarray(at + 1));
      const links = kept.filter(isLink);
      if (links.length >= linksMin) {
        if (!isArticle(kept, links, region)) return undefined;
        const refused = new Set([...outside.regions, ...unkept(regions, blocks, kept, region)]);
        return { region, kept: new Set(kept), refused };
      }
    }
    // What lies around the article is no part of it.
    if (region.role === "text" || holders.has(region.element.tagName)) return undefined;
  }
  return undefined;
}

const isLink = (block: Block) => block.measure >= linkMeasureMin && block.linkMeasure >= linkShareMin * block.measure;
const holders = new Set(["article", "main"]);

/** What is read from the title on, up to what leads to other articles. */
function readOn(blocks: readonly Block[], outside: Uint8Array): readonly Block[] {
  const end = blocks.findIndex((block) => isHeading(block) && leadsOn.test(block.text));
  const kept = blocks.filter((_, index) => !outside[index] && (end === -1 || index < end));
  while (kept.at(-1) !== undefined && isHeading(kept.at(-1) as Block)) kept.pop();
  return kept;
}

function isArticle(kept: readonly Block[], links: readonly Block[], { element, role }: Region): boolean {
  const measure = links.reduce((sum, block) => sum + block.linkMeasure, 0);
  if (measure < listMeasureMin) return false;
  const addresses = links.map(addressIn);
  if (addresses.some((address) => sharing.test(address))) return false;
  const sites = addresses.flatMap((address) => (/^(?:https?:)?\/\//i.test(address) ? [hostOf(address)] : []));
  if (new Set(sites).size >= sitesMin && sites.length >= links.length * sitesShareMin) return true;
  const first = kept.indexOf(links[0] as Block);
  const between = kept.slice(0, first);
  return (
    (holders.has(element.tagName) || role === "text") &&
    !between.some(isHeading) &&
    between.reduce((sum, block) => sum + block.measure, 0) <= betweenMeasureMax
  );
}

const hostOf = (address: string) => address.replace(/^(?:https?:)?\/\//i, "").split(/[/?#]/)[0] ?? "";
const isHeading = (block: Block) => isHeadingName(block.region.element.tagName);
const ancestorsMax = 8;

/** Where the first link of a block leads. */
function addressIn({ texts }: Block): string {
  for (const text of texts) {
    let one: PageNode | PageParent | null = text;
    for (let distance = 0; distance < ancestorsMax && one !== null; distance += 1) {
      if (isElement(one) && one.tagName === "a") return attributeOf(one, "href") ?? "";
      one = "parentNode" in one ? one.parentNode : null;
    }
  }
  return "";
}

/** Boxes without anything that is kept go with their pictures. */
function unkept(
  regions: readonly Region[],
  blocks: readonly Block[],
  kept: readonly Block[],
  { index, regionsTo }: Region,
): readonly Region[] {
  const wanted = new Set(kept);
  const counts = runningSums(blocks, (block) => (wanted.has(block) ? 1 : 0));
  return regions
    .slice(index + 1, regionsTo)
    .filter(({ blocksFrom, blocksTo }) => blocksTo > blocksFrom && counts[blocksTo] === counts[blocksFrom]);
}
