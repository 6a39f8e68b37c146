import { blocksIn } from "./blocks-in.ts";
import type { Role } from "./element-roles.ts";
import type { Block, Outline, Region } from "./page-outline.ts";
import { differenceOf, runningSums } from "./running-sums.ts";

export interface Outside {
  /** For each block, whether it lies in what is around the text, or tells of a picture. */
  readonly blocks: Uint8Array;
  /** The regions that lie around the text. Captions are not among them. */
  readonly regions: ReadonlySet<Region>;
}

/** A page may misname its own text: what holds more than this share of all text is not outside, whatever it is called. */
const textShareMax: Readonly<Record<Exclude<Role, "none" | "text">, number>> = {
  comments: 0.9,
  consent: 0.5,
  caption: 0.9,
  chrome: 0.5,
  aside: 0.25,
};

/** What asks for cookies on a page with next to nothing else is still no text, up to this length. */
const noticeWorthMax = 1500;

/** What lies around the text by its name or role, where that can be believed. */
export function findOutside(outline: Outline, worths: readonly number[]): Outside {
  const { regions } = outline;
  const texts = runningSums(worths, (worth) => Math.max(0, worth));
  const total = texts.at(-1) ?? 0;
  const quotes = runningSums(regions, ({ element }) => (element.tagName === "blockquote" ? 1 : 0));
  const outside = new Set<Region>();
  for (const region of regions) {
    const { role, blocksFrom, blocksTo } = region;
    if (role === "none" || role === "text") continue;
    const inside = differenceOf(texts, blocksFrom, blocksTo);
    const isNotice = role === "consent" && inside <= noticeWorthMax;
    if (!isNotice && inside >= total * textShareMax[role]) continue;
    // Posts that a text quotes lie in boxes with all kinds of names.
    if (role === "aside" && differenceOf(quotes, region.index, region.regionsTo) > 0) continue;
    outside.add(region);
  }
  for (const region of findReplied(outline)) {
    const { blocksFrom, blocksTo } = region;
    if (differenceOf(texts, blocksFrom, blocksTo) >= total * textShareMax.comments) continue;
    outside.add(region);
  }
  const found = blocksIn(outline, (region) => outside.has(region));
  return { blocks: found, regions: new Set([...outside].filter(({ role }) => role !== "caption")) };
}

/** What a line below a comment says, which lets one answer it. */
const replyWords =
  /^(?:reply|reply to .{1,60}|respond|antworten|antworten auf .{1,60}|répondre|responder|rispondi|beantwoorden|reageren|reageer|svara|svar|vastaa|odpowiedz|odpovědět|ответить|відповісти|απάντηση|yanıtla|cevapla|الرد|رد|להגיב|返信|回复|回覆|답글|답장)$/iu;
const repliesMin = 3;
/** Of what lies side by side, so many can be answered. */
const repliedShareMin = 0.6;

/** Beside it stand others, and when it was written. */
const replyLineLengthMax = 120;

function offersReply(text: string): boolean {
  return text.length <= replyLineLengthMax && text.split(/[|·•/]/u).some((part) => replyWords.test(part.trim()));
}

/** The lists of what readers wrote, told by the lines that offer to answer each of them, where nothing is named. */
function findReplied({ regions, blocks }: Outline): readonly Region[] {
  const answers = runningSums(blocks, ({ text }) => (offersReply(text) ? 1 : 0));
  if ((answers.at(-1) ?? 0) < repliesMin) return [];
  const replied = new Map<Region, { all: number; answered: number }>();
  for (const { parent, blocksFrom, blocksTo } of regions) {
    if (parent === undefined || blocksFrom === blocksTo) continue;
    const counts = replied.get(parent) ?? { all: 0, answered: 0 };
    counts.all += 1;
    if (differenceOf(answers, blocksFrom, blocksTo) > 0) counts.answered += 1;
    replied.set(parent, counts);
  }
  return [...replied]
    .filter(([, { all, answered }]) => answered >= repliesMin && answered >= all * repliedShareMin)
    .map(([region]) => region);
}

const cardBlocksMin = 2;
const cardBlocksMax = 16;
const cardMeasureMax = 800;
const cardTextsMax = 2;
const cardTextWorthMin = 20;
const cardTitleMeasureMin = 15;
const cardTitleLinkShareMin = 0.9;
/** So many side by side are no accident. */
const cardsMin = 3;
/** Where teasers are most of a page, they are what it has to say. */
const cardShareMax = 0.7;

/** For each block, whether it lies in a teaser of another article: a linked title and some words, several of a kind side by side. */
export function findCards(outline: Outline, worths: readonly number[], outside: Uint8Array): Uint8Array {
  const { regions, blocks } = outline;
  const cards = new Map<Region, Region[]>();
  for (const region of regions) {
    if (region.parent === undefined || !isCard(region, blocks, worths)) continue;
    const siblings = cards.get(region.parent);
    if (siblings === undefined) cards.set(region.parent, [region]);
    else siblings.push(region);
  }
  const found = new Uint8Array(blocks.length);
  for (const siblings of cards.values()) {
    if (siblings.length >= cardsMin) for (const card of siblings) found.fill(1, card.blocksFrom, card.blocksTo);
  }
  let inCards = 0;
  let all = 0;
  worths.forEach((worth, at) => {
    if (worth <= 0 || outside[at]) return;
    all += worth;
    if (found[at]) inCards += worth;
  });
  return inCards > all * cardShareMax ? new Uint8Array(blocks.length) : found;
}

function isCard({ blocksFrom, blocksTo }: Region, blocks: readonly Block[], worths: readonly number[]): boolean {
  const count = blocksTo - blocksFrom;
  if (count < cardBlocksMin || count > cardBlocksMax) return false;
  let measure = 0;
  let hasTitle = false;
  let texts = 0;
  for (let at = blocksFrom; at < blocksTo; at += 1) {
    const block = blocks[at] as Block;
    measure += block.measure;
    hasTitle ||= block.measure >= cardTitleMeasureMin && block.linkMeasure >= cardTitleLinkShareMin * block.measure;
    if ((worths[at] ?? 0) > cardTextWorthMin) texts += 1;
  }
  return hasTitle && measure <= cardMeasureMax && texts > 0 && texts <= cardTextsMax;
}
