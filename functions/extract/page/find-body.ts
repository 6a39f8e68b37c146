import type { Block, Outline, Region } from "./page-outline.ts";

export interface FoundBody {
  readonly region: Region;
  /** What is read. */
  readonly kept: ReadonlySet<Block>;
  /** What lies around the text or leads away from it, with all pictures in it. */
  readonly refused: ReadonlySet<Region>;
}

const linkShareMax = 0.5;
const linkedSentenceShareMax = 0.8;
const sentenceEnd = /[.!?…。！？।؟:;]["'”’»)\]]*(?:\s?\[\w{1,4}\]){0,8}$/u;

/** What a block is worth as text for reading: negative for what points elsewhere. */
export function worthOf(block: Block): number {
  const { measure, linkMeasure, text, region } = block;
  const linkShare = linkMeasure / measure;
  const { tagName } = region.element;
  const ends = sentenceEnd.test(text);
  if (linkShare > linkShareMax) {
    if (linkShare < linkedSentenceShareMax && ends && measure >= 80) return measure * (1 - linkShare);
    return -Math.min(measure, 60) - 10;
  }
  if (/^h[1-6]$/.test(tagName)) return 0;
  if (tagName === "td" || tagName === "th")
    return measure >= 80 || (ends && measure >= 20) ? measure * (1 - linkShare) : 0;
  if (measure >= 80 || (ends && measure >= 20)) return measure * (1 - linkShare);
  return ends || tagName === "p" || tagName === "li" || tagName === "blockquote" || tagName === "dd" || tagName === "dt"
    ? measure * 0.2
    : -10;
}

/** However many links lie side by side, together they speak against what holds them only this much. */
const costMax = 150;

const partNames = new Set("p li ul ol dl dt dd pre blockquote tr tbody thead tfoot table h1 h2 h3 h4 h5 h6".split(" "));
const climbShareMin = 0.6;

export function findBody(outline: Outline, titles: readonly string[]): FoundBody | undefined {
  const { regions, blocks } = outline;
  const worth = blocks.map(worthOf);
  const before = prefixSums(worth.map((one) => Math.max(0, one)));
  const links = prefixSums(blocks.map(({ linkMeasure }) => linkMeasure));
  const measures = prefixSums(blocks.map(({ measure }) => measure));
  const within = (sums: Float64Array, region: Region) => (sums[region.blocksTo] ?? 0) - (sums[region.blocksFrom] ?? 0);
  const total = before.at(-1) ?? 0;
  if (total === 0) return wholePage(outline);
  const outside = new Uint8Array(blocks.length);
  const named = new Uint8Array(blocks.length);
  const refused = new Set<Region>();
  for (const region of regions) {
    if (region.role === "text" || region.element.tagName === "article")
      named.fill(1, region.blocksFrom, region.blocksTo);
    if (region.role === "none" || region.role === "text") continue;
    const share = within(before, region) / total;
    const isOutside =
      region.role === "comments" || region.role === "caption"
        ? share < 0.9
        : region.role === "chrome"
          ? share < 0.5
          : share < 0.25 && !holdsQuote(region, regions);
    if (!isOutside) continue;
    outside.fill(1, region.blocksFrom, region.blocksTo);
    if (region.role !== "caption") refused.add(region);
  }
  const cards = findCards(outline, worth, outside);
  let namedWorth = 0;
  for (const [at, one] of worth.entries()) if (named[at] && !outside[at] && !cards[at]) namedWorth += Math.max(0, one);
  const namesTell = namedWorth >= total * 0.4;
  const values = new Float64Array(regions.length);
  for (const [at, block] of blocks.entries()) {
    let one = worth[at] ?? 0;
    if (outside[at] || cards[at]) one = -0.5 * Math.abs(one);
    else if (namesTell && !named[at] && one > 0) one = one * 0.5 - 20;
    values[block.region.index] = (values[block.region.index] ?? 0) + one;
  }
  let best: Region | undefined;
  let bestValue = 0;
  for (const region of regions.toReversed()) {
    const value = Math.max(values[region.index] ?? 0, -costMax);
    values[region.index] = value;
    if (region.parent !== undefined) values[region.parent.index] = (values[region.parent.index] ?? 0) + value;
    if (value > bestValue) {
      best = region;
      bestValue = value;
    }
  }
  if (best === undefined) return wholePage(outline);
  // A part of a list or a table is no article; what holds it may be.
  while (best.parent !== undefined && partNames.has(best.element.tagName)) {
    if ((values[best.parent.index] ?? 0) < bestValue * climbShareMin) break;
    best = best.parent;
  }
  const dropped = new Uint8Array(outside);
  const keeps = new Uint8Array(blocks.length);
  for (const region of regions) {
    if (region.blocksFrom < best.blocksFrom || region.blocksTo > best.blocksTo || region === best) continue;
    const linkShare = within(links, region) / within(measures, region);
    const isList = /^(?:ul|ol|dl|table)$/.test(region.element.tagName);
    if ((values[region.index] ?? 0) < 0 && linkShare > (isList ? 0.6 : 0.4)) {
      dropped.fill(1, region.blocksFrom, region.blocksTo);
      refused.add(region);
    } else if (isList && linkShare < 0.6) keeps.fill(1, region.blocksFrom, region.blocksTo);
    else if (region.element.tagName === "blockquote" && linkShare < 0.9)
      keeps.fill(2, region.blocksFrom, region.blocksTo);
  }
  const kept: Block[] = [];
  for (let at = best.blocksFrom; at < best.blocksTo; at += 1) {
    const block = blocks[at];
    if (block === undefined || outside[at]) continue;
    const isKept = keeps[at] === 2 || (!dropped[at] && !cards[at] && ((worth[at] ?? 0) >= 0 || keeps[at] === 1));
    if (!isKept) continue;
    if (isHeading(block) && titles.some((title) => sameTitle(block.text, title))) {
      // The title is told apart from the text, and what comes before it is no text yet.
      kept.length = 0;
      continue;
    }
    kept.push(block);
  }
  for (let last = kept.at(-1); last !== undefined && isHeading(last); last = kept.at(-1)) kept.pop();
  return { region: best, kept: new Set(kept), refused };
}

/** A page of some words that are no sentences. */
function wholePage({ regions, blocks }: Outline): FoundBody | undefined {
  const [region] = regions;
  const kept = blocks.filter(
    (block) => block.linkMeasure < block.measure && !/chrome|comments/.test(block.region.role),
  );
  return region === undefined || kept.length === 0 ? undefined : { region, kept: new Set(kept), refused: new Set() };
}

const isHeading = (block: Block) => /^h[1-6]$/.test(block.region.element.tagName);

const norm = (t: string) =>
  t
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
function sameTitle(heading: string, title: string): boolean {
  const h = norm(heading);
  const t = norm(title);
  return h.length >= 8 && t.length >= 8 && (t === h || t.startsWith(h) || h.startsWith(t));
}

function holdsQuote(region: Region, regions: readonly Region[]): boolean {
  const from = regions.indexOf(region);
  for (let at = from + 1; at < regions.length; at += 1) {
    const one = regions[at];
    if (one === undefined || one.depth <= region.depth) return false;
    if (one.element.tagName === "blockquote") return true;
  }
  return false;
}

/** Teasers of other articles: a linked title and some words each, several of a kind side by side. */
function findCards(outline: Outline, worth: readonly number[], outside: Uint8Array): Uint8Array {
  const { regions, blocks } = outline;
  const found = new Uint8Array(blocks.length);
  const byParent = new Map<Region, Region[]>();
  for (const region of regions) {
    if (
      region.parent === undefined ||
      region.blocksTo - region.blocksFrom < 2 ||
      region.blocksTo - region.blocksFrom > 16
    )
      continue;
    let size = 0;
    let title = false;
    let text = 0;
    for (let at = region.blocksFrom; at < region.blocksTo; at += 1) {
      const block = blocks[at];
      if (block === undefined) continue;
      size += block.measure;
      if (block.linkMeasure >= 0.9 * block.measure && block.measure >= 15) title = true;
      if ((worth[at] ?? 0) > 20) text += 1;
    }
    if (!title || text === 0 || text > 2 || size > 800) continue;
    const list = byParent.get(region.parent) ?? [];
    list.push(region);
    byParent.set(region.parent, list);
  }
  for (const cards of byParent.values()) {
    if (cards.length >= 3) for (const card of cards) found.fill(1, card.blocksFrom, card.blocksTo);
  }
  // A page of nothing but teasers is a list of what it announces.
  let inCards = 0;
  let all = 0;
  for (const [at, one] of worth.entries()) {
    if (one <= 0 || outside[at]) continue;
    all += one;
    if (found[at]) inCards += one;
  }
  return inCards > all * 0.7 ? new Uint8Array(blocks.length) : found;
}

function prefixSums(values: readonly number[]): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (const [at, value] of values.entries()) sums[at + 1] = (sums[at] ?? 0) + value;
  return sums;
}
