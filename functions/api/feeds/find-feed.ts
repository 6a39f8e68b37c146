import { publicAccount } from "../../../shared/public-account.ts";
import { type Feed, feeds } from "../../../shared/read-models/feeds.ts";
import { type Subscription, subscriptions } from "../../../shared/read-models/subscriptions.ts";
import { Problem } from "../problem.ts";
import type { Api } from "../publish-command.ts";

/** A feed that leads to another one, which leads on, and so on: beyond this somebody plays with us. */
const leadsMax = 8;
/** Others that may lead to one feed: all addresses of one newspaper. */
const leadingMax = 100;
const subscriptionsPerPage = 1000;

/** A subscription that is there. @throws Problem 404 */
export async function findSubscription({ ports, settings }: Api, id: string): Promise<Subscription> {
  const subscription = await ports.readModels.get(subscriptions, settings.account, id);
  if (subscription === undefined || subscription.removed) {
    throw new Problem(404, "feed/not-found", "You have not subscribed to such a feed.");
  }
  return subscription;
}

/** The feeds that a subscription stands for, from the one that was asked for to the one that brings its news now. */
export async function feedsBehind({ ports }: Pick<Api, "ports">, id: string): Promise<readonly Feed[]> {
  const found: Feed[] = [];
  let next: string | undefined = id;
  while (next !== undefined && found.length < leadsMax) {
    const feed: Feed | undefined = await ports.readModels.get(feeds, publicAccount, next);
    if (feed === undefined || found.some((known) => known.id === feed.id)) break;
    found.push(feed);
    next = feed.state === "moved" ? feed.leadsTo : undefined;
  }
  return found;
}

/** The feed that brings what a subscription is for. */
export async function feedBehind(api: Pick<Api, "ports">, id: string): Promise<Feed | undefined> {
  return (await feedsBehind(api, id)).at(-1);
}

/** The subscription by which the account reads a feed: its own one, or one to an address that leads to it. */
export async function subscriptionReading(api: Api, feedId: string): Promise<Subscription | undefined> {
  const { readModels } = api.ports;
  const seen = new Set<string>();
  for (let ids = [feedId]; ids.length > 0 && seen.size < leadingMax; ) {
    const leading: string[] = [];
    for (const id of ids) {
      if (seen.has(id)) continue;
      seen.add(id);
      const subscription = await readModels.get(subscriptions, api.settings.account, id);
      if (subscription?.removed === false) return subscription;
      const found = await readModels.query(feeds, publicAccount, "leading", {
        where: { leadsTo: id },
        limit: leadingMax,
      });
      leading.push(...found.items.filter(({ state }) => state === "moved").map((feed) => feed.id));
    }
    ids = leading;
  }
  return undefined;
}

/** Every subscription of the account, in the order in which they were made; those given up instead where asked for. */
export async function everySubscription(
  { ports, settings }: Api,
  { removed = false, countMax = Number.POSITIVE_INFINITY }: { removed?: boolean; countMax?: number } = {},
): Promise<readonly Subscription[]> {
  const found: Subscription[] = [];
  let after: string | undefined;
  do {
    const page = await ports.readModels.query(subscriptions, settings.account, "present", {
      where: { removed },
      limit: Math.min(subscriptionsPerPage, countMax - found.length),
      ...(after !== undefined && { after }),
    });
    found.push(...page.items);
    after = page.next;
  } while (after !== undefined && found.length < countMax);
  return found;
}
