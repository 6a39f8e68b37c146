import { measureOf } from "../page/measure-text.ts";
import { bareWords } from "../page/page-facts.ts";
import { knownRank, type Owner, ownerOf, rankOf, type Sought } from "./owner-of.ts";
import { anyOf, isThing, type StateThing, wordsOf } from "./state-value.ts";
import { type Meant, paragraphsOf, writeBlocks } from "./write-blocks.ts";

export interface ToldBody {
  readonly markup: string;
  /** How much there is to read, as `measureOf` counts. */
  readonly measure: number;
}

const valuesMax = 60_000;
const depthMax = 24;
const measureMin = 300;
/** All lists together are written only so often, however deep they lie in each other. */
const entriesMax = 60_000;
/** Of texts that lie in each other, or say the same, the smaller is taken up to this. */
const sameShare = 0.8;

/** Where the words of others are, or of the page itself. */
const isElsewhere = anyOf(
  "comment comments reply replies related recommended recommendation recommendations recirc recirculation suggested suggestions trending popular latest " +
    "more next previous prev sidebar rail footer header nav navigation menu menus breadcrumbs newsletter newsletters cookie cookies consent gdpr privacy terms legal " +
    "i18n locale locales translation translations messages strings labels dictionary intl lang config configuration settings features flags ads ad advertising promo promos " +
    "author authors user users viewer bio biography contributors byline css style styles script scripts paywall subscription subscribe seo meta metadata transcript teaser teasers",
);
const isBodyName = anyOf(
  "body content contents article text html story post paragraphs components blocks elements rendered value children markdown page entry document",
);
/** A text that tells of an article, and is none. */
const isAboutName = anyOf(
  "description summary excerpt dek standfirst caption abstract teaser alt title headline credit token",
);

interface Candidate extends ToldBody {
  readonly rank: number;
  readonly isMarkup: boolean;
}

/**
 * Finds the text of the page's article in the data that it carries: the longest one that lies where texts lie, and whose owner has the
 * page's title or address. What is called otherwise is another article; where the page itself has no name, one that stands alone is taken.
 * Comments, related articles, notices and the words of the interface are left out by where they lie and what they look like.
 */
export function findToldBody(roots: readonly unknown[], sought: Sought): ToldBody | undefined {
  const candidates: Candidate[] = [];
  const meant = meaningIn(roots);
  const seen = new Set<unknown>();
  let [values, entries] = [0, 0];

  const offer = (markup: string, owner: Owner | undefined, isMarkup: boolean) => {
    const measure = proseIn(markup);
    const rank = rankOf(owner, sought);
    if (measure >= measureMin && rank > 0) candidates.push({ markup, measure, rank, isMarkup });
  };
  const walk = (written: unknown, name: string, owner: Owner | undefined, depth: number): void => {
    const value = meant(written);
    values += 1;
    if (values > valuesMax || depth > depthMax) return;
    if (typeof value === "string") {
      if (value.length >= measureMin / 3 && isText(value, name))
        offer(paragraphsOf(value), owner, /<(?:p|br|div|h\d)\b/i.test(value));
      return;
    }
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (Array.isArray(value)) {
      entries += value.length;
      if (
        entries <= entriesMax &&
        (isBodyName(name) || value.some((entry) => isThing(meant(entry)) || Array.isArray(entry)))
      ) {
        const written = writeBlocks(value, meant);
        if (written.blocks > 0 && written.blocks >= written.others) offer(written.markup, owner, true);
      }
      for (const entry of value) walk(entry, name, owner, depth + 1);
      return;
    }
    if (!isThing(value)) return;
    const own = ownerOf(value, meant) ?? owner;
    for (const [key, part] of inOrder(value, meant)) {
      const words = wordsOf(key);
      if (isElsewhere(words)) continue;
      walk(part, /^ \d* $/.test(words) ? name : words, own, depth + 1);
    }
  };
  for (const root of roots) walk(root, " ", undefined, 0);
  return bestOf(candidates);
}

/** Things that have a name come first: what they hold is theirs, wherever else it lies. */
function inOrder(thing: StateThing, meant: Meant): readonly (readonly [string, unknown])[] {
  const all = Object.entries(thing);
  const named = all.filter(([, part]) => ownerOf(part, meant) !== undefined);
  return named.length === 0 ? all : [...named, ...all.filter(([, part]) => ownerOf(part, meant) === undefined)];
}

function bestOf(candidates: readonly Candidate[]): ToldBody | undefined {
  const rank = Math.max(0, ...candidates.map((one) => one.rank));
  const equal = candidates.filter((one) => one.rank === rank);
  const most = Math.max(0, ...equal.map(({ measure }) => measure));
  const close = equal.filter(({ measure }) => measure >= most * sameShare);
  // Nobody knows which of several is meant, where none has a name that is known.
  const longest = equal.find(({ measure }) => measure === most);
  if (rank < knownRank && equal.some((one) => one.measure >= most / 2 && longest && !isSameText(one, longest)))
    return undefined;
  const marked = close.filter(({ isMarkup }) => isMarkup);
  return (marked.length > 0 ? marked : close).toSorted((one, other) => one.measure - other.measure)[0];
}

const beginningLength = 60;
const comparedMax = 100_000;

/** Data tells a text twice, as markup and plain, or a part of it by itself. */
function isSameText(one: Candidate, whole: Candidate): boolean {
  const [part = "", all = ""] = [one, whole].map(({ markup }) =>
    bareWords(markup.slice(0, comparedMax).replaceAll(/<[^<>]*>/g, " ")),
  );
  return all.includes(part.slice(0, beginningLength));
}

function isText(text: string, name: string): boolean {
  if (isAboutName(name) || /^\s*(?:[{[]|https?:\S+$|data:)/.test(text) || !/\s/.test(text.slice(0, 200).trim()))
    return false;
  return isBodyName(name) || /<p[\s>]/i.test(text);
}

const proseMeasureMin = 60;
const sentence = /[.!?…。！？।؟:]["'”’»)\]]{0,4}$/u;

const sentenceMeasureMin = 15;
const lineEnd = /<\/?(?:p|li|div|h\d|br|blockquote|pre|td|section|figure|figcaption)\b[^<>]*>|\n/i;

/** Scripts and styles in markup are no text. */
function withoutCode(markup: string): string {
  const [text = "", ...codes] = markup.split(/<(?=script\b|style\b)/i);
  return [text, ...codes.map((code) => code.slice(Math.max(0, code.search(/<\/(?:script|style)/i))))].join("");
}

/** How much of it is read as sentences. */
function proseIn(markup: string): number {
  let prose = 0;
  for (const line of withoutCode(markup).split(lineEnd)) {
    const plain = line.replaceAll(/<[^<>]*>/g, "").trim();
    const measure = measureOf(plain);
    if (measure >= proseMeasureMin || (measure >= sentenceMeasureMin && sentence.test(plain.slice(-20))))
      prose += measure;
  }
  return prose;
}

const storesMax = 20;
/** What is read in all, a text by its length: where things hold each other in circles, that ends it. */
const readsMax = 500_000;
const charactersPerRead = 64;

/**
 * Things of normalised data stand for others by a name (`{"__ref": "Post:1"}`, `{"type": "id", "id": "Post:1"}`), which is that of an
 * entry in one of the page's stores.
 */
function meaningIn(roots: readonly unknown[]): Meant {
  const stores: StateThing[] = [];
  const look = (value: unknown, depth: number): void => {
    if (!isThing(value) || depth > 4 || stores.length >= storesMax) return;
    const keys = Object.keys(value);
    if (keys.some((key) => key === "ROOT_QUERY" || /^\$?\w+:./.test(key))) stores.push(value);
    else for (const key of keys.slice(0, 100)) look(value[key], depth + 1);
  };
  for (const root of roots) look(root, 0);
  let reads = 0;
  return (value) => {
    reads += typeof value === "string" ? 1 + value.length / charactersPerRead : 1;
    if (reads > readsMax) return undefined;
    if (!isThing(value)) return value;
    const name = typeof value["__ref"] === "string" ? value["__ref"] : value["type"] === "id" ? value["id"] : undefined;
    if (typeof name !== "string") return value;
    return stores.find((store) => Object.hasOwn(store, name))?.[name] ?? value;
  };
}
