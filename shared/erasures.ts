import type { Clock } from "./ports/clock.ts";
import type { ReadModels } from "./ports/read-models.ts";
import { publicAccount } from "./public-account.ts";
import { type ErasedAccount, erasedAccounts } from "./read-models/erased-accounts.ts";

/** Which accounts are no more. */
export interface Erasures {
  readonly isErased: (account: string) => Promise<boolean>;
  /** Under what name the owner of an account goes on today: its own, unless it has been erased. */
  readonly presentName: (account: string) => Promise<string>;
}

/**
 * @param trustMs for how long it is believed that an account is there, in milliseconds: each look is a read that is billed. That
 * one has been erased is believed for ever, because it is for ever.
 */
export function erasuresIn(
  readModels: Pick<ReadModels, "get">,
  clock: Clock,
  { trustMs }: { trustMs: number },
): Erasures {
  const erased = new Map<string, ErasedAccount>();
  const seenAt = new Map<string, number>();

  const find = async (account: string): Promise<ErasedAccount | undefined> => {
    if (account === publicAccount) return undefined;
    const known = erased.get(account);
    if (known !== undefined) return known;
    const now = clock.now().getTime();
    if (now - (seenAt.get(account) ?? Number.NEGATIVE_INFINITY) < trustMs) return undefined;
    const found = await readModels.get(erasedAccounts, publicAccount, account);
    if (found === undefined) seenAt.set(account, now);
    else erased.set(account, found);
    return found;
  };

  return {
    isErased: async (account) => (await find(account)) !== undefined,
    presentName: async (account) => {
      let name = account;
      for (let found = await find(name); found !== undefined; found = await find(name)) name = found.nextAccount;
      return name;
    },
  };
}
