import { publicAccount } from "../../shared/public-account.ts";
import { erasedAccounts } from "../../shared/read-models/erased-accounts.ts";
import { eraseLateComers } from "./erase-account.ts";
import type { HousekeepPorts } from "./housekeep-ports.ts";
import { letGoOfContent } from "./let-go.ts";
import { reconcileDeliveries } from "./reconcile-deliveries.ts";
import { sealJournal } from "./seal-journals.ts";

/** What a day's housekeeping came to. */
export interface Housekept {
  readonly seals: number;
  /** Accounts that are no more, and that were looked at once more. */
  readonly erased: number;
  /** Contents of books that left the library long ago. */
  readonly letGo: number;
  /** Deliveries of which the page showed less than the ledger knew. */
  readonly behind: number;
}

/**
 * What has to be done once a day. Doing it again changes nothing. One chore that fails does not keep the others from being done,
 * nor one account the next.
 * @throws AggregateError once all has been tried, where something failed
 */
export async function housekeepOnce(ports: HousekeepPorts): Promise<Housekept> {
  const failures: unknown[] = [];
  const attempt = async (chore: () => Promise<number>): Promise<number> => {
    try {
      return await chore();
    } catch (error) {
      failures.push(error);
      return 0;
    }
  };
  const erased = await attempt(() => eraseLateComers(ports));
  const done = { seals: 0, letGo: 0, behind: 0 };
  for await (const account of ports.journal.accounts()) {
    // Of an account that is no more there is one fact, and nothing to seal.
    if ((await ports.readModels.get(erasedAccounts, publicAccount, account)) !== undefined) continue;
    done.seals += await attempt(() => sealJournal(account, ports));
    done.letGo += await attempt(() => letGoOfContent(account, ports));
    done.behind += await attempt(() => reconcileDeliveries(account, ports));
  }
  if (failures.length > 0) throw new AggregateError(failures, `Not all was housekept: ${String(failures[0])}`);
  return { ...done, erased };
}
