import type { FeedItem } from "../../shared/articles/feed-item.ts";
import { askForPage } from "./ask-for-page.ts";
import { feedIsEnough, type SiteMemory } from "./choose-candidate.ts";
import type { ExtractedArticle } from "./extract-article.ts";
import type { ExtractPorts } from "./extract-ports.ts";
import { type Candidate, type CandidateKind, measureQuality } from "./measure-quality.ts";
import { openFragment, openPage } from "./open-apart.ts";
import type { Shortfall } from "./page-verdict.ts";

export interface Gathered {
  readonly candidates: readonly Candidate[];
  /** What the page says of itself, whichever text is taken. */
  readonly page: ExtractedArticle | undefined;
  /** Why the page could not be had, where it was asked for and could not. */
  readonly shortfall: Shortfall | undefined;
}

/** From this quality on no other version of a page is asked for. */
const goodQuality = 0.8;

/**
 * Every text of an article that is worth having: what its feed says, and, unless that is known to be all of it, its page, and where
 * that is poor its print or AMP version.
 */
export async function gatherCandidates(
  item: FeedItem,
  memory: SiteMemory | undefined,
  ports: ExtractPorts,
): Promise<Gathered> {
  const candidates: Candidate[] = [];
  const add = (kind: CandidateKind, article: ExtractedArticle | undefined) => {
    if (article !== undefined && article.words > 0) candidates.push({ kind, article });
  };
  if (item.contentHtml !== undefined) add("feed", await openFragment(ports.workshop, item.contentHtml, item.base));
  const [feed] = candidates;
  // Many feeds give the whole text and call it a description.
  if (item.summaryHtml !== undefined && item.summaryHtml !== item.contentHtml) {
    add("summary", await openFragment(ports.workshop, item.summaryHtml, item.base));
  }
  const told = feed ?? candidates[0];
  if (item.url === undefined || (told !== undefined && feedIsEnough(memory, { ...told, kind: "feed" }))) {
    return { candidates, page: undefined, shortfall: undefined };
  }

  const fetched = await askForPage(item.url, ports);
  if ("code" in fetched) return { candidates, page: undefined, shortfall: fetched };
  const page = await openPage(ports.workshop, fetched);
  if (page === undefined) {
    const shortfall = { code: "page/unreadable", message: "The page cannot be read." };
    return { candidates, page: undefined, shortfall };
  }
  add("page", page);
  for (const [kind, address] of otherVersions(page, memory)) {
    if (isGood(candidates)) break;
    const other = await askForPage(address, ports);
    if (!("code" in other)) add(kind, await openPage(ports.workshop, other));
  }
  return { candidates, page, shortfall: undefined };
}

function isGood(candidates: readonly Candidate[]): boolean {
  return candidates.some((candidate) => {
    const { quality, isTruncated } = measureQuality(candidate);
    return candidate.kind !== "summary" && quality >= goodQuality && !isTruncated;
  });
}

/** The one first that did better at this site. */
function otherVersions(
  { facts }: ExtractedArticle,
  memory: SiteMemory | undefined,
): readonly (readonly [CandidateKind, string])[] {
  const versions: (readonly [CandidateKind, string])[] = [];
  if (facts.printAddress !== undefined) versions.push(["print", facts.printAddress]);
  if (facts.ampAddress !== undefined) versions.push(["amp", facts.ampAddress]);
  const before = ([kind]: readonly [CandidateKind, string]) => memory?.kinds[kind]?.taken ?? 0;
  return versions.toSorted((one, other) => before(other) - before(one));
}
