import type { DatabaseSync } from "node:sqlite";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** One event on its way to one subscription. Times are milliseconds since the epoch. */
export interface QueuedRow {
  readonly id: number;
  /** The event as it lies on the wire, in JSON. */
  readonly wire: string;
  readonly publishedAt: number;
  /** How often a handler has thrown at it so far. */
  readonly failures: number;
  /** How often it has been handed out, this time included. */
  readonly claims: number;
  /** Whether it has failed for good and only waits to be kept aside. */
  readonly dead: boolean;
  /** Why it failed last; empty before that. */
  readonly reason: string;
}

/** How much lies in a subscription's queue. */
export interface Depth {
  readonly subscription: string;
  /** Waiting, dead ones included. */
  readonly waiting: number;
  readonly running: number;
  readonly dead: number;
  /** When the oldest was published, or `undefined` where there is none. */
  readonly oldestAt: number | undefined;
}

const interruptedMsFirst = 1000;
const interruptedMsMax = 60_000;

const schema = `
  CREATE TABLE IF NOT EXISTS queue (
    -- Never used again, so that it names one publication for ever.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subscription TEXT NOT NULL,
    event_id TEXT NOT NULL,
    wire TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    -- When it may be handed out; while it is leased, when the lease runs out.
    due_at INTEGER NOT NULL,
    leased INTEGER NOT NULL DEFAULT 0,
    claims INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    dead INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    UNIQUE (subscription, event_id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS queue_due ON queue (subscription, due_at, id);
`;

export type SqliteQueue = ReturnType<typeof sqliteQueue>;

/** The table of the queue. Everything that writes is called inside `database.commit`. */
export function sqliteQueue({ connection }: SqliteDatabase) {
  connection.exec(schema);
  const prepared = statements(connection);
  return {
    /** Nothing happens where the same event already waits in the same subscription. */
    insert: (subscription: string, eventId: string, wire: string, now: number): void => {
      prepared.insert.run(subscription, eventId, wire, now, now);
    },
    /** Leases at most `limit` of what is due, the longest due first. */
    claim: (subscription: string, now: number, leasedUntil: number, limit: number): readonly QueuedRow[] =>
      prepared.claim.all(leasedUntil, subscription, now, limit).map((row) => ({
        id: Number(row["id"]),
        wire: String(row["wire"]),
        publishedAt: Number(row["published_at"]),
        failures: Number(row["failures"]),
        claims: Number(row["claims"]),
        dead: row["dead"] === 1,
        reason: String(row["reason"]),
      })),
    /** When the next one of a subscription is due, or `Infinity`. */
    nextDueAt: (subscription: string): number => {
      const found = prepared.nextDueAt.get(subscription)?.["next"];
      return typeof found === "number" ? found : Number.POSITIVE_INFINITY;
    },
    // These four change nothing for a claim that is no longer the newest one.
    renew: ({ id, claims }: QueuedRow, leasedUntil: number): void => {
      prepared.renew.run(leasedUntil, id, claims);
    },
    remove: ({ id, claims }: QueuedRow): void => {
      prepared.remove.run(id, claims);
    },
    retry: ({ id, claims }: QueuedRow, dueAt: number, reason: string): void => {
      prepared.retry.run(dueAt, reason, id, claims);
    },
    /** Failed for good: due again at once, to be kept aside. */
    bury: ({ id, claims }: QueuedRow, now: number, reason: string): void => {
      prepared.bury.run(now, reason, id, claims);
    },
    /**
     * What a process that is gone had claimed is due again: at once, or after a wait where that is nothing new. So is what would be due after `latest`: no wait
     * is that long, so the machine's clock has been set back since.
     */
    recover: (now: number, latest: number): number => Number(prepared.recover.run({ now, latest }).changes),
    /** Whatever waits of an account; what is being handled, and the events of these names, stay. */
    erase: (account: string, exceptNames: readonly string[]): void => {
      prepared.erase.run(account, JSON.stringify(exceptNames));
    },
    depths: (): readonly Depth[] =>
      prepared.depths.all().map((row) => ({
        subscription: String(row["subscription"]),
        waiting: Number(row["waiting"]),
        running: Number(row["running"]),
        dead: Number(row["dead"]),
        oldestAt: typeof row["oldest"] === "number" ? row["oldest"] : undefined,
      })),
  };
}

function statements(connection: DatabaseSync) {
  const sql = (text: string) => connection.prepare(text);
  return {
    insert: sql(
      "INSERT INTO queue (subscription, event_id, wire, published_at, due_at) VALUES (?, ?, ?, ?, ?) " +
        "ON CONFLICT (subscription, event_id) DO NOTHING",
    ),
    claim: sql(
      "UPDATE queue SET leased = 1, claims = claims + 1, due_at = ? WHERE id IN " +
        "(SELECT id FROM queue WHERE subscription = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?) " +
        "RETURNING id, wire, published_at, failures, claims, dead, reason",
    ),
    nextDueAt: sql("SELECT min(due_at) AS next FROM queue WHERE subscription = ?"),
    renew: sql("UPDATE queue SET due_at = ? WHERE id = ? AND claims = ?"),
    remove: sql("DELETE FROM queue WHERE id = ? AND claims = ?"),
    retry: sql(
      "UPDATE queue SET leased = 0, due_at = ?, failures = failures + 1, reason = ? WHERE id = ? AND claims = ?",
    ),
    bury: sql(
      "UPDATE queue SET leased = 0, due_at = ?, failures = failures + 1, reason = ?, dead = 1 " +
        "WHERE id = ? AND claims = ?",
    ),
    // The third time that a process has ended over a row is no accident any more: it waits, twice as long each time, and
    // the others go first.
    recover: sql(
      "UPDATE queue SET leased = 0, due_at = CASE WHEN leased = 1 AND claims - failures > 2 " +
        `THEN :now + min(${interruptedMsMax}, ${interruptedMsFirst} << min(claims - failures - 3, 20)) ` +
        "ELSE min(published_at, :now) END WHERE leased = 1 OR due_at > :latest",
    ),
    erase: sql(
      "DELETE FROM queue WHERE leased = 0 AND wire ->> '$.account' = ? " +
        "AND wire ->> '$.type' NOT IN (SELECT value FROM json_each(?))",
    ),
    depths: sql(
      "SELECT subscription, sum(1 - leased) AS waiting, sum(leased) AS running, sum(dead) AS dead, " +
        "min(published_at) AS oldest FROM queue GROUP BY subscription ORDER BY subscription",
    ),
  };
}
