import type { Envelope } from "../../../events/define-event.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { orderHistory } from "../books/order-history.ts";
import { Problem } from "../problem.ts";
import type { Api } from "../publish-command.ts";
import { feedsBehind } from "./find-feed.ts";

/** Of each journal: a feed is asked for every hour, for years. Older ones stay in the journal. */
export const historyEventsMax = 1000;

/**
 * What has happened to a subscription and to the feeds behind it, oldest first. Not each of its articles: those have a list
 * of their own. A feed that was given up keeps its history as far as it was read. Where there is more than `historyEventsMax`, what
 * happened of late.
 * @throws Problem 404 for what the account has never subscribed to
 */
export async function feedHistory(api: Api, id: string): Promise<readonly Envelope[]> {
  const { journal } = api.ports;
  const own = await journal.lastAbout(api.settings.account, id, historyEventsMax);
  const isOurs = own.some(({ name, subject }) => name === "feed.subscribed" && subject === id);
  if (!isOurs) throw new Problem(404, "feed/not-found", "You have not subscribed to such a feed.");
  const ids = new Set([id, ...(await feedsBehind(api, id)).map((feed) => feed.id)]);
  const common = await Promise.all([...ids].map((one) => journal.lastAbout(publicAccount, one, historyEventsMax)));
  const events = [...own, ...common.flat()].filter(({ name }) => !name.startsWith("article."));
  return orderHistory([...new Map(events.map((event) => [event.id, event])).values()]);
}
