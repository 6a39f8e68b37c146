import { publicAccount } from "../../../shared/public-account.ts";
import { type Article, articles } from "../../../shared/read-models/articles.ts";
import type { Api } from "../publish-command.ts";

/** Of each feed first so many; more only of those that have more than others. */
const firstPage = 20;
const nextPage = 200;

interface FeedList {
  readonly feedId: string;
  readonly found: Article[];
  next: string | undefined;
  ended: boolean;
}

/**
 * The newest articles of some feeds, newest found first, at most `countMax`. Articles are pulled out of each feed's own list,
 * and no further than the newest ones of all reach, so that many quiet feeds cost little.
 */
export async function newestArticles(
  { ports }: Pick<Api, "ports">,
  feedIds: readonly string[],
  countMax: number,
): Promise<readonly Article[]> {
  const lists = feedIds.map((feedId): FeedList => ({ feedId, found: [], next: undefined, ended: false }));
  let asked: readonly FeedList[] = lists;
  for (let limit = Math.min(firstPage, countMax); asked.length > 0; limit = nextPage) {
    await Promise.all(asked.map((list) => readOn(list, limit)));
    const newest = lists.flatMap(({ found }) => found).toSorted(byFoundAt);
    const oldestWanted = newest[countMax - 1]?.foundAt ?? "";
    asked = lists.filter(
      ({ found, ended }) => !ended && found.length < countMax && (found.at(-1)?.foundAt ?? "") >= oldestWanted,
    );
  }
  return lists
    .flatMap(({ found }) => found)
    .toSorted(byFoundAt)
    .slice(0, countMax);

  async function readOn(list: FeedList, limit: number): Promise<void> {
    const page = await ports.readModels.query(articles, publicAccount, "byFeed", {
      where: { feedId: list.feedId },
      limit,
      ...(list.next !== undefined && { after: list.next }),
    });
    list.found.push(...page.items);
    list.next = page.next;
    list.ended = page.next === undefined;
  }
}

function byFoundAt(one: Article, other: Article): number {
  if (one.foundAt !== other.foundAt) return one.foundAt < other.foundAt ? 1 : -1;
  return one.id < other.id ? 1 : -1;
}
