import { blocksIn } from "./blocks-in.ts";
import { findLinkList } from "./find-link-list.ts";
import { findCards, findOutside, type Outside } from "./find-outside.ts";
import { bareWords } from "./page-facts.ts";
import type { Block, FoundBody, Outline, Region } from "./page-outline.ts";
import { differenceOf, runningSums } from "./running-sums.ts";
import { isHeadingName, worthOfBlock } from "./worth-of-block.ts";

/** However many links lie side by side, together they speak against what holds them only this much. */
const costMax = 100;
/** What lies outside of the text counts half against what holds it. */
const outsideShare = -0.5;
/** Where what is named as text holds this share of it, other text is worth less, and a line of it nothing. */
const namedShareMin = 0.4;
const unnamedShare = 0.5;
const unnamedPoints = -20;
/** What holds a list or paragraph is taken in its place where it is worth at least this share. */
const climbShareMin = 0.6;

/** A text that is shorter than this may be what introduces a list of links, which is so many times as long. */
const poorMeasure = 1000;
const listShareMin = 2;

/** Elements that are a part of a text, never the whole. */
const partNames = new Set("p li ul ol dl dt dd pre blockquote tr tbody thead tfoot table h1 h2 h3 h4 h5 h6".split(" "));

/**
 * Finds the region of a page that holds its article, and what in it is read. Every block has its worth; what a region is
 * worth is the sum of what lies in it, and the region worth most is the article. In time that grows with the page.
 *
 * @param titles what the page is called: told apart from the text, where it stands in it.
 */
export function findBody(outline: Outline, titles: readonly string[]): FoundBody | undefined {
  const { regions, blocks } = outline;
  const inTable = inDataTables(outline);
  const worths = blocks.map((block, at) => (inTable[at] ? Math.max(0, worthOfBlock(block)) : worthOfBlock(block)));
  const outside = findOutside(outline, worths);
  const cards = findCards(outline, worths, outside.blocks);
  const values = new Float64Array(regions.length);
  valuesOfBlocks(outline, worths, outside, cards).forEach((value, at) => {
    const { index } = (blocks[at] as Block).region;
    values[index] = (values[index] ?? 0) + value;
  });
  let best: Region | undefined;
  let bestValue = 0;
  // What lies in a region comes after it: from the end, each is complete when it is met.
  for (const region of regions.toReversed()) {
    const value = Math.max(values[region.index] ?? 0, -costMax);
    values[region.index] = value;
    if (region.parent !== undefined) values[region.parent.index] = (values[region.parent.index] ?? 0) + value;
    if (value > bestValue) {
      best = region;
      bestValue = value;
    }
  }
  const isTitle = (block: Block) => isHeading(block) && titles.some((title) => isSameTitle(block.text, title));
  if (best === undefined) return findLinkList(outline, outside, isTitle) ?? wholePage(outline, isTitle);
  while (best.parent !== undefined && partNames.has(best.element.tagName)) {
    if ((values[best.parent.index] ?? 0) < bestValue * climbShareMin) break;
    best = best.parent;
  }
  const found = keepText(best, { outline, worths, outside, cards, values }, isTitle);
  const measure = measureOfAll(found);
  if (measure > poorMeasure) return found;
  const list = findLinkList(outline, outside, isTitle);
  return list !== undefined && measureOfAll(list) > measure * listShareMin ? list : found;
}

const tableRowsMin = 2;
const tableLinkShareMax = 0.85;

/** For each block, whether it lies in a table of data: one with headings, rows, and no table in it. There, links are data. */
function inDataTables({ regions, blocks }: Outline): Uint8Array {
  const counted = (name: string) => runningSums(regions, ({ element }) => (element.tagName === name ? 1 : 0));
  const [headings, rows, tables] = [counted("th"), counted("tr"), counted("table")] as const;
  const links = runningSums(blocks, ({ linkMeasure }) => linkMeasure);
  const measures = runningSums(blocks, ({ measure }) => measure);
  const found = new Uint8Array(blocks.length);
  for (const { element, index, regionsTo, blocksFrom, blocksTo, role } of regions) {
    if (element.tagName !== "table" || roundText.has(role)) continue;
    const isData =
      differenceOf(headings, index, regionsTo) > 0 &&
      differenceOf(rows, index, regionsTo) >= tableRowsMin &&
      differenceOf(tables, index, regionsTo) === 1 &&
      differenceOf(links, blocksFrom, blocksTo) <= tableLinkShareMax * differenceOf(measures, blocksFrom, blocksTo);
    if (isData) found.fill(1, blocksFrom, blocksTo);
  }
  return found;
}

function valuesOfBlocks(
  outline: Outline,
  worths: readonly number[],
  outside: Outside,
  cards: Uint8Array,
): readonly number[] {
  const named = blocksIn(outline, ({ role, element }) => role === "text" || element.tagName === "article");
  let total = 0;
  let namedTotal = 0;
  worths.forEach((worth, at) => {
    if (worth <= 0) return;
    total += worth;
    if (named[at] && !outside.blocks[at] && !cards[at]) namedTotal += worth;
  });
  const namesTell = namedTotal > 0 && namedTotal >= total * namedShareMin;
  return worths.map((worth, at) => {
    if (outside.blocks[at] || cards[at]) return outsideShare * Math.abs(worth);
    return namesTell && !named[at] && worth > 0 ? worth * unnamedShare + unnamedPoints : worth;
  });
}

interface Weighed {
  readonly outline: Outline;
  readonly worths: readonly number[];
  readonly outside: Outside;
  readonly cards: Uint8Array;
  /** What each region is worth. */
  readonly values: Float64Array;
}

const listNames = new Set(["ul", "ol", "dl", "table"]);
/** A list of the text has fewer links than this; a box with more of them leads elsewhere. */
const listLinkShareMax = 0.6;
const boxLinkShareMax = 0.4;
const quoteLinkShareMax = 0.9;

/** Where the title stands above the text, a heading further down than this that says the same is a chapter's. */
const beforeTitleShareMax = 0.25;

function keepText(body: Region, weighed: Weighed, isTitle: (block: Block) => boolean): FoundBody {
  const { outline, worths, outside, cards } = weighed;
  const refused = new Set(outside.regions);
  const { leading, wanted } = judgeBoxes(body, weighed, refused);
  const kept: Block[] = [];
  const toldBefore = new Set(
    outline.blocks
      .slice(0, body.blocksFrom)
      .filter(isTitle)
      .map(({ text }) => bareWords(text)),
  );
  let before = 0;
  let whole = 0;
  for (let at = body.blocksFrom; at < body.blocksTo; at += 1)
    whole += outside.blocks[at] ? 0 : Math.max(0, worths[at] ?? 0);
  for (let at = body.blocksFrom; at < body.blocksTo; at += 1) {
    const block = outline.blocks[at] as Block;
    if (outside.blocks[at]) continue;
    const isText = !leading[at] && !cards[at] && ((worths[at] ?? 0) >= 0 || wanted[at] === inList);
    if (!isText && wanted[at] !== inQuote) continue;
    const isChapter =
      before > whole * beforeTitleShareMax && toldBefore.has(bareWords(block.text.slice(0, titleLengthMax)));
    if (!isChapter && isTitle(block)) {
      // The title is told apart from the text, and what comes before it is no text yet.
      kept.length = 0;
    } else kept.push(block);
    before += Math.max(0, worths[at] ?? 0);
  }
  // A heading with nothing below it was one of what has been left out.
  for (let last = kept.at(-1); last !== undefined && isHeading(last); last = kept.at(-1)) kept.pop();
  return { region: body, kept: new Set(kept), refused };
}

const inList = 1;
const inQuote = 2;

/** Tells boxes and lists of links from lists and quotations of the text. */
function judgeBoxes(
  body: Region,
  { outline, values }: Weighed,
  refused: Set<Region>,
): { leading: Uint8Array; wanted: Uint8Array } {
  const captions = blocksIn(outline, ({ role }) => role === "caption");
  // A picture whose caption is a link leads nowhere by that.
  const links = runningSums(outline.blocks, ({ linkMeasure }, at) => (captions[at] ? 0 : linkMeasure));
  const measures = runningSums(outline.blocks, ({ measure }, at) => (captions[at] ? 0 : measure));
  const leading = new Set<Region>();
  const wanted = new Uint8Array(outline.blocks.length);
  for (let index = body.index + 1; index < body.regionsTo; index += 1) {
    const region = outline.regions[index] as Region;
    const { blocksFrom, blocksTo, element } = region;
    const measure = differenceOf(measures, blocksFrom, blocksTo);
    if (measure === 0) continue;
    const linkShare = differenceOf(links, blocksFrom, blocksTo) / measure;
    const isList = listNames.has(element.tagName);
    if ((values[index] ?? 0) < 0 && linkShare > (isList ? listLinkShareMax : boxLinkShareMax)) {
      leading.add(region);
      refused.add(region);
    } else if (isList && linkShare < listLinkShareMax) wanted.fill(inList, blocksFrom, blocksTo);
    else if (element.tagName === "blockquote" && linkShare < quoteLinkShareMax)
      wanted.fill(inQuote, blocksFrom, blocksTo);
  }
  return { leading: blocksIn(outline, (region) => leading.has(region)), wanted };
}

const measureOfAll = ({ kept }: FoundBody) => [...kept].reduce((sum, { measure }) => sum + measure, 0);

/** A page of some words that are no sentences. */
function wholePage(outline: Outline, isTitle: (block: Block) => boolean): FoundBody | undefined {
  const [region] = outline.regions;
  const asked = blocksIn(outline, ({ role }) => role === "consent");
  const kept = outline.blocks.filter(
    (block, at) =>
      block.linkMeasure < block.measure && !asked[at] && !roundText.has(block.region.role) && !isTitle(block),
  );
  // A gallery may have headings and nothing else to read.
  if (!kept.every(isHeading)) while (kept.at(-1) !== undefined && isHeading(kept.at(-1) as Block)) kept.pop();
  return region === undefined || kept.length === 0 ? undefined : { region, kept: new Set(kept), refused: new Set() };
}

const roundText: ReadonlySet<string> = new Set(["chrome", "comments", "consent"]);

function isHeading(block: Block): boolean {
  return isHeadingName(block.region.element.tagName);
}

/** Shorter headings are words of the text that a title happens to begin with. */
const titleLengthMin = 8;
const titleLengthMax = 500;

/** Whether one is the other, or its beginning; what is too short to tell is not. */
export function isSameTitle(heading: string, title: string): boolean {
  if (heading.length > titleLengthMax) return false;
  const one = bareWords(heading);
  const other = bareWords(title.slice(0, titleLengthMax));
  if (Math.min(one.length, other.length) < titleLengthMin) return false;
  return other.startsWith(one) || one.startsWith(other);
}
