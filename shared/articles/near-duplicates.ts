import { bandNumberOf, bandsPerFingerprint, type Fingerprint, likenessOf } from "./min-hash.ts";

/** What telling whether two articles are the same needs to know of each. */
export interface Comparable {
  readonly id: string;
  /** As `addressKey` answers. Articles at one address are one article. */
  readonly addressKey?: string;
  readonly fingerprint?: Fingerprint;
  readonly words: number;
  /** Who brings it. What one feed brings twice is two articles, however alike: weather, results, a column with a fixed form. */
  readonly feedId?: string;
}

/** Share of all their shingles in common from which two texts are versions of one: measured, see the test. */
const likenessMin = 0.4;
/** Share of the smaller one's shingles that lie in the other from which it is a part of it: a beginning, or a page with more around. */
const containmentMin = 0.8;
const containedLikenessMin = 0.15;
/** Shorter texts are alike by accident: formulas, teasers. */
const wordsMin = 25;
/** A band that so many share is a formula of a site, no text. */
const bandMembersMax = 200;

/** Whether two articles are the same one, in words: why, or `undefined`. */
export function sameness(one: Comparable, other: Comparable): "address" | "text" | undefined {
  if (one.addressKey !== undefined && one.addressKey === other.addressKey) return "address";
  if (one.fingerprint === undefined || other.fingerprint === undefined) return undefined;
  if (Math.min(one.words, other.words) < wordsMin || isOfOneFeed(one, other)) return undefined;
  return likenessOfTexts(one, other) === undefined ? undefined : "text";
}

/** How alike two texts are, where that is enough for being one. */
function likenessOfTexts(one: Comparable, other: Comparable): number | undefined {
  if (one.fingerprint === undefined || other.fingerprint === undefined) return undefined;
  const likeness = likenessOf(one.fingerprint, other.fingerprint);
  if (likeness >= likenessMin) return likeness;
  if (likeness < containedLikenessMin) return undefined;
  const common = (likeness / (1 + likeness)) * (one.words + other.words);
  return common >= containmentMin * Math.min(one.words, other.words) ? likeness : undefined;
}

/**
 * Groups articles that are versions of one, in the order given: the first of each group comes first and the others are
 * like it, not merely like each other, so that no chain of small differences joins what differs. Ids of each group of two
 * and more. Its time grows with the number of articles, not with the number of pairs.
 */
export function groupDuplicates(articles: readonly Comparable[]): readonly (readonly string[])[] {
  const byAddress = new Map<string, Comparable>();
  const byBand: Map<number, Comparable[]>[] = Array.from({ length: bandsPerFingerprint }, () => new Map());
  const groups = new Map<Comparable, string[]>();
  for (const article of articles) {
    const leader = leaderFor(article, byAddress, byBand);
    const group = groups.get(leader ?? article) ?? [];
    group.push(article.id);
    groups.set(leader ?? article, group);
    // What leads to a follower leads to its leader.
    if (article.addressKey !== undefined && !byAddress.has(article.addressKey))
      byAddress.set(article.addressKey, leader ?? article);
    if (leader === undefined) enter(article, byBand);
  }
  return [...groups.values()].filter((ids) => ids.length > 1);
}

function leaderFor(
  article: Comparable,
  byAddress: ReadonlyMap<string, Comparable>,
  byBand: readonly ReadonlyMap<number, readonly Comparable[]>[],
): Comparable | undefined {
  const atAddress = article.addressKey === undefined ? undefined : byAddress.get(article.addressKey);
  if (atAddress !== undefined) return atAddress;
  if (article.fingerprint === undefined || article.words < wordsMin) return undefined;
  const seen = new Set<Comparable>();
  let best: Comparable | undefined;
  let bestLikeness = 0;
  for (const [band, members] of byBand.entries()) {
    for (const other of members.get(bandNumberOf(article.fingerprint, band)) ?? []) {
      if (seen.has(other) || other.fingerprint === undefined || isOfOneFeed(article, other)) continue;
      seen.add(other);
      const likeness = likenessOfTexts(article, other);
      if (likeness !== undefined && likeness > bestLikeness) {
        best = other;
        bestLikeness = likeness;
      }
    }
  }
  return best;
}

function isOfOneFeed(one: Comparable, other: Comparable): boolean {
  return one.feedId !== undefined && one.feedId === other.feedId;
}

function enter(article: Comparable, byBand: readonly Map<number, Comparable[]>[]): void {
  if (article.fingerprint === undefined || article.words < wordsMin) return;
  for (const [band, members] of byBand.entries()) {
    const key = bandNumberOf(article.fingerprint, band);
    const there = members.get(key);
    if (there === undefined) members.set(key, [article]);
    else if (there.length < bandMembersMax) there.push(article);
  }
}
