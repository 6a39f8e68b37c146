import { canonicalJson } from "../../canonical-json.ts";
import type { Ledger } from "../../ports/ledger.ts";
import { DeliveryEntry } from "../../read-models/delivery-entry.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { migrate } from "./sqlite-schema.ts";

const migrations = [
  `
  CREATE TABLE ledger (
    delivery_id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    -- Milliseconds since the epoch; the same moment can be written in many ways.
    due_at INTEGER,
    -- Only while it is being attempted.
    claimed_at INTEGER,
    entry TEXT NOT NULL
  ) STRICT;
  CREATE INDEX ledger_due ON ledger (due_at, delivery_id) WHERE due_at IS NOT NULL;
  CREATE INDEX ledger_claimed ON ledger (claimed_at, delivery_id) WHERE claimed_at IS NOT NULL;
  `,
  `
  ALTER TABLE ledger ADD COLUMN account TEXT GENERATED ALWAYS AS (entry ->> '$.account') VIRTUAL;
  CREATE INDEX ledger_account ON ledger (account);
  `,
];

export function sqliteLedger(database: SqliteDatabase): Ledger {
  migrate(database, "ledger", migrations);
  const { connection } = database;
  const insert = connection.prepare(
    "INSERT INTO ledger (delivery_id, version, due_at, claimed_at, entry) VALUES (?, ?, ?, ?, ?) " +
      "ON CONFLICT (delivery_id) DO NOTHING",
  );
  const select = connection.prepare("SELECT entry FROM ledger WHERE delivery_id = ?");
  const replace = connection.prepare(
    "UPDATE ledger SET version = ?, due_at = ?, claimed_at = ?, entry = ? WHERE delivery_id = ? AND version = ?",
  );
  const selectDue = connection.prepare(
    "SELECT entry FROM ledger WHERE due_at <= ? ORDER BY due_at, delivery_id LIMIT ?",
  );
  const selectClaimed = connection.prepare(
    "SELECT entry FROM ledger WHERE claimed_at < ? ORDER BY claimed_at, delivery_id LIMIT ?",
  );

  const erase = connection.prepare("DELETE FROM ledger WHERE account = ? RETURNING delivery_id");

  const read = (deliveryId: string) => {
    const row = select.get(deliveryId);
    return row === undefined ? undefined : entryOf(row["entry"]);
  };

  return {
    open: async (entry) => {
      const { deliveryId, version, dueAt, claimedAt, text } = columnsOf(entry);
      return await database.commit(() => {
        const { changes } = insert.run(deliveryId, version, dueAt, claimedAt, text);
        return (changes === 0 ? read(deliveryId) : undefined) ?? entryOf(text);
      });
    },
    read: async (deliveryId) => read(deliveryId),
    advance: async (next) => {
      const { deliveryId, version, dueAt, claimedAt, text } = columnsOf(next);
      return await database.commit(
        () => replace.run(version, dueAt, claimedAt, text, deliveryId, version - 1).changes === 1,
      );
    },
    due: async (now, limit) => selectDue.all(now.getTime(), Math.max(0, limit)).map((row) => entryOf(row["entry"])),
    erase: async (account) => await database.commit(() => erase.all(account).map((row) => String(row["delivery_id"]))),
    abandoned: async (claimedBefore, limit) =>
      selectClaimed.all(claimedBefore.getTime(), Math.max(0, limit)).map((row) => entryOf(row["entry"])),
  };
}

function columnsOf(entry: DeliveryEntry) {
  // Checked before it is kept: an entry that nobody can read would be a delivery that nobody can settle.
  const checked = DeliveryEntry.parse(entry);
  const { deliveryId, version, state, dueAt, claimedAt, changedAt } = checked;
  return {
    deliveryId,
    version,
    dueAt: dueAt === undefined ? null : Date.parse(dueAt),
    claimedAt: state === "attempting" ? Date.parse(claimedAt ?? changedAt) : null,
    text: canonicalJson(checked),
  };
}

function entryOf(text: unknown): DeliveryEntry {
  return DeliveryEntry.parse(JSON.parse(String(text)));
}
