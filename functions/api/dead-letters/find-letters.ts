import type { Page } from "../../../shared/ports/read-models.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { type DeadLetter, deadLetters } from "../../../shared/read-models/dead-letters.ts";
import type { Api } from "../publish-command.ts";

/** A dead letter, and whose it is: the reader's, or everybody's where it is about a feed or an article. */
export interface FoundLetter {
  readonly letter: DeadLetter;
  readonly account: string;
}

export async function findLetter({ ports, settings }: Api, id: string): Promise<FoundLetter | undefined> {
  for (const account of [settings.account, publicAccount]) {
    const letter = await ports.readModels.get(deadLetters, account, id);
    if (letter !== undefined) return { letter, account };
  }
  return undefined;
}

/** Page tokens of everybody's letters begin with this; those of the reader's own are a store's, which never do. */
const publicMark = "public.";

interface Wanted {
  readonly state: DeadLetter["state"];
  readonly limit: number;
  readonly page?: string | undefined;
}

/** The reader's own letters, newest first, then everybody's: nothing that failed for good lies where nobody looks. */
export async function findLetters({ ports, settings }: Api, { state, limit, page }: Wanted): Promise<Page<DeadLetter>> {
  const query = (account: string, room: number, after: string | undefined) =>
    ports.readModels.query(deadLetters, account, "byState", {
      where: { state },
      limit: room,
      ...(after !== undefined && after !== "" && { after }),
    });
  const marked = (found: Page<DeadLetter>): Page<DeadLetter> =>
    found.next === undefined ? found : { ...found, next: `${publicMark}${found.next}` };
  if (page?.startsWith(publicMark)) return marked(await query(publicAccount, limit, page.slice(publicMark.length)));
  const own = await query(settings.account, limit, page);
  if (own.next !== undefined) return own;
  const room = limit - own.items.length;
  if (room > 0) {
    const others = marked(await query(publicAccount, room, undefined));
    return { ...others, items: [...own.items, ...others.items] };
  }
  const { items } = await query(publicAccount, 1, undefined);
  return items.length === 0 ? own : { ...own, next: publicMark };
}
