import { type Candidate, type CandidateKind, candidateKinds, measureQuality, type Quality } from "./measure-quality.ts";

/** What is remembered of a site: how good each kind of text from it was, of late. */
export interface SiteMemory {
  readonly kinds: Readonly<Partial<Record<CandidateKind, KindMemory>>>;
}

export interface KindMemory {
  /** Of the texts seen, the newest counting most: 0 to 1. */
  readonly quality: number;
  /** How long it was beside the longest text of the same article, likewise: 0 to 1. */
  readonly share: number;
  /** How many texts were seen, at most `seenMax`. */
  readonly seen: number;
  /** How many of them were the one taken. */
  readonly taken: number;
}

export interface ChosenCandidate {
  readonly candidate: Candidate;
  readonly quality: Quality;
  /** Why this one, in words. */
  readonly reason: string;
}

const newestShare = 0.3;
const seenMax = 100;
/** Texts that are this close in quality are told apart by what did well before, then by their kind. */
const closeQuality = 0.03;
/** A text that holds so much more than another is the whole of it. */
const longerShare = 1.3;
/** Texts that must have been seen before a page is not asked for. */
const sureSeenMin = 5;
const sureQuality = 0.9;
const sureShare = 0.9;

/**
 * Takes the best text of an article: by measured quality, then by what was best at this site before, then by its kind.
 * `undefined` where no candidate has a word.
 */
export function chooseCandidate(candidates: readonly Candidate[], memory?: SiteMemory): ChosenCandidate | undefined {
  const rated = candidates
    .map((candidate) => ({ candidate, quality: measureQuality(candidate) }))
    .filter(({ quality }) => quality.quality > 0);
  let best: (typeof rated)[number] | undefined;
  let reason = "the only text there is";
  for (const one of rated) {
    if (best === undefined) {
      best = one;
      continue;
    }
    const [winner, why] = better(best, one, memory);
    best = winner;
    reason = why;
  }
  return best && { ...best, reason };
}

type Rated = { readonly candidate: Candidate; readonly quality: Quality };

function better(one: Rated, other: Rated, memory: SiteMemory | undefined): [winner: Rated, why: string] {
  const gap = one.quality.quality - other.quality.quality;
  if (Math.abs(gap) > closeQuality) return [gap > 0 ? one : other, "the best text of those that were tried"];
  const words = [one, other].map(({ candidate }) => candidate.article.words) as [number, number];
  if (words[0] > words[1] * longerShare) return [one, "the longest of equally good texts"];
  if (words[1] > words[0] * longerShare) return [other, "the longest of equally good texts"];
  const before = [one, other].map(({ candidate }) => memory?.kinds[candidate.kind]?.taken ?? 0) as [number, number];
  if (before[0] !== before[1]) return [before[0] > before[1] ? one : other, "the kind that is best at this site"];
  const rank = ({ candidate }: Rated) => candidateKinds.indexOf(candidate.kind);
  return [rank(one) <= rank(other) ? one : other, "as good as the others, and the fullest kind"];
}

/** What is known of a site after one more article. */
export function rememberCandidates(
  memory: SiteMemory | undefined,
  candidates: readonly Candidate[],
  chosen: ChosenCandidate | undefined,
): SiteMemory {
  const kinds: Partial<Record<CandidateKind, KindMemory>> = { ...memory?.kinds };
  const longest = Math.max(1, ...candidates.map(({ article }) => article.words));
  for (const candidate of candidates) {
    const share = candidate.article.words / longest;
    const before = kinds[candidate.kind];
    const { quality } = measureQuality(candidate);
    const seen = Math.min(seenMax, (before?.seen ?? 0) + 1);
    const taken = (before?.taken ?? 0) + (chosen?.candidate === candidate ? 1 : 0);
    kinds[candidate.kind] = {
      quality: before === undefined ? quality : before.quality * (1 - newestShare) + quality * newestShare,
      share: before === undefined ? share : before.share * (1 - newestShare) + share * newestShare,
      seen,
      // Where the count of what was seen stands still, what was taken long ago fades.
      taken: seen === seenMax && before?.seen === seenMax ? taken * (1 - 1 / seenMax) : taken,
    };
  }
  return { kinds };
}

/**
 * Whether the feed's own text is known to be the whole article at this site, so that its page need not be asked for: one
 * request less for somebody's server.
 */
export function feedIsEnough(memory: SiteMemory | undefined, feed: Candidate): boolean {
  const kept = memory?.kinds.feed;
  // Where no page was ever seen beside the feed, nobody knows what it leaves out.
  if (kept === undefined || (memory?.kinds.page?.seen ?? 0) < sureSeenMin || kept.seen < sureSeenMin) return false;
  const { quality, isTruncated } = measureQuality(feed);
  return kept.share >= sureShare && kept.quality >= sureQuality && quality >= sureQuality && !isTruncated;
}
