import { accountErased } from "../../events/account-erased.ts";
import type { AccountErasureRequested } from "../../events/account-erasure-requested.ts";
import { eventId } from "../../events/define-event.ts";
import { Rejected } from "../../events/rejected.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { readModels as models } from "../../shared/read-models/catalogue.ts";
import { type ErasedAccount, erasedAccounts } from "../../shared/read-models/erased-accounts.ts";
import type { HousekeepPorts } from "./housekeep-ports.ts";
import { nextAccountOf } from "./next-account.ts";

/** How long after an erasure something of the account may still come in: as long as Pub/Sub keeps anything, and a week. */
const lateMsMax = 38 * 24 * 60 * 60_000;

/**
 * Erases everything of an account. First it is written down that the account is no more: from then on no step listens to
 * anything of it, and its owner goes on under another name; so what is under way brings nothing back. Cut short anywhere, it is
 * asked for again and goes on, because removing what is gone changes nothing.
 *
 * What steps write is theirs alone, but for this: what is erased, is erased here, whoever wrote it. What others remember of the
 * account (who reads a feed, when a digest strikes) they forget by `account.erased`.
 * @throws Rejected `account/public`: what is everybody's cannot be erased by one of them
 */
export async function eraseAccount(requested: AccountErasureRequested, ports: HousekeepPorts): Promise<void> {
  const { readModels, events, clock } = ports;
  const { account } = requested;
  if (account === publicAccount) throw new Rejected("account/public", "What all accounts share is nobody's to erase.");
  const known = await readModels.update(
    erasedAccounts,
    publicAccount,
    account,
    (before): ErasedAccount =>
      before ?? {
        id: account,
        nextAccount: nextAccountOf(account),
        since: clock.now().toISOString(),
        requestId: requested.id,
      },
  );
  if (known === undefined) throw new Error("The erasure was not written down");
  await removeAll(known, clock.now(), ports);
  await readModels.update(
    erasedAccounts,
    publicAccount,
    account,
    (before) => before && { ...before, erasedAt: before.erasedAt ?? clock.now().toISOString() },
  );
  await events.publish(
    accountErased.from(requested, {
      subject: account,
      at: new Date(known.since),
      data: { nextAccount: known.nextAccount },
    }),
  );
}

/**
 * Erases once more whatever has come of accounts that are no more: a conversion that was under way puts its document there in
 * the end, though nobody hears of it. Answers how many accounts were looked at.
 */
export async function eraseLateComers(ports: HousekeepPorts): Promise<number> {
  const { readModels, clock } = ports;
  let accounts = 0;
  for await (const [, , erased] of readModels.all(erasedAccounts, publicAccount)) {
    if (erased.erasedAt === undefined) continue;
    if (clock.now().getTime() - Date.parse(erased.erasedAt) > lateMsMax) continue;
    await removeAll(erased, new Date(erased.erasedAt), ports);
    accounts += 1;
  }
  return accounts;
}

async function removeAll(
  { id: account, requestId }: ErasedAccount,
  until: Date,
  { ledger, blobs, readModels, journal, remains }: HousekeepPorts,
): Promise<void> {
  // The ledger first: what has no entry is not mailed any more.
  const deliveryIds = await ledger.erase(account);
  await blobs.erase(account);
  for (const model of models) await readModels.clear(model, account);
  await journal.erase(account, eventId(requestId, accountErased.name, account));
  // The last, because what the others have let go of is among it.
  await remains.erase(account, { deliveryIds, until });
}
