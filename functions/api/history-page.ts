import type { Journal } from "../../shared/ports/journal.ts";
import { orderHistory } from "./books/order-history.ts";
import { type Happening, happeningsIn } from "./happening.ts";
import { listPage } from "./list.ts";
import type { Api } from "./publish-command.ts";

/**
 * A page of everything that has happened to a thing, oldest first; `undefined` for an id that nothing ever happened to.
 * @throws Problem 400 for a page that is not this list's
 */
export async function historyPage(
  api: Api,
  id: string,
  { limit, page }: { readonly limit: number; readonly page?: string | undefined },
): Promise<{ items: Happening[]; nextPage?: string } | undefined> {
  const { journal } = api.ports;
  const found = historyOf(journal, api.settings.account, id, { limit, ...(page !== undefined && { after: page }) });
  const [history, show] = await Promise.all([listPage(found, (event) => event), happeningsIn(api)]);
  if (history.items.length === 0 && page === undefined) return undefined;
  return { ...history, items: history.items.map(show) };
}

async function historyOf(journal: Journal, ...asked: Parameters<Journal["about"]>) {
  const { items, ...more } = await journal.about(...asked);
  return { items: orderHistory(items), ...more };
}
