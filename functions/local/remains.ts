import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { SqliteDatabase } from "../../shared/adapters/local/sqlite-database.ts";
import type { SqliteEvents } from "../../shared/adapters/local/sqlite-events.ts";
import type { Remains } from "../../shared/ports/remains.ts";

export interface RemainsOf {
  readonly outbox: string;
  readonly rejected: string;
  readonly bus: Pick<SqliteEvents, "erase">;
  readonly database: Pick<SqliteDatabase, "compact">;
}

/**
 * What one machine keeps beside its stores. Files of refused books say nothing of an account: of one account at a time there is
 * one, and whatever is older than its erasure was its own.
 */
export function localRemains({ outbox, rejected, bus, database }: RemainsOf): Remains {
  return {
    erase: async (account, { deliveryIds, until }) => {
      for (const deliveryId of deliveryIds) await rm(join(outbox, `${deliveryId}.eml`), { force: true });
      for (const folder of [outbox, rejected]) await removeOlder(folder, until);
      await bus.erase(account);
      // Last: what was deleted stays readable in the file until it is written anew.
      await database.compact();
    },
  };
}

async function removeOlder(folder: string, until: Date): Promise<void> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() === true && found.mtimeMs <= until.getTime()) await rm(path, { force: true });
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    // Nothing was ever put there.
    return [];
  }
}
