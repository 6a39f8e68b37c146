import type { Envelope } from "../../../events/define-event.ts";
import { fromWire, toWire } from "../../../events/wire.ts";
import { canonicalJson } from "../../canonical-json.ts";
import { idsOf, type Journal, type PlacedEvent } from "../../ports/journal.ts";
import { UnknownPage } from "../../ports/read-models.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { migrate } from "./sqlite-schema.ts";

/** How many events `all` holds in memory. */
const pageEventsMax = 500;

const migrations = [
  `
  CREATE TABLE journal (
    -- The order in which events were kept. Never used again, so that a reader who has come this far misses nothing.
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    event_id TEXT NOT NULL,
    -- As it lay on the wire, in JSON.
    event TEXT NOT NULL,
    UNIQUE (account, event_id)
  ) STRICT;
  CREATE INDEX journal_newest ON journal (account, position);
  CREATE TABLE journal_about (
    account TEXT NOT NULL,
    about TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (account, about, position)
  ) STRICT, WITHOUT ROWID;
  `,
];

interface Watcher {
  readonly listener: (event: Envelope) => void;
}

export function sqliteJournal(database: SqliteDatabase): Journal {
  migrate(database, "journal", migrations);
  const { connection } = database;
  const insert = connection.prepare(
    "INSERT INTO journal (account, event_id, event) VALUES (?, ?, ?) ON CONFLICT (account, event_id) DO NOTHING",
  );
  const insertAbout = connection.prepare("INSERT INTO journal_about (account, about, position) VALUES (?, ?, ?)");
  const selectOne = connection.prepare("SELECT event FROM journal WHERE account = ? AND event_id = ?");
  const selectAbout = connection.prepare(
    "SELECT position, event FROM journal_about JOIN journal USING (position) " +
      "WHERE journal_about.account = ? AND about = ? AND position > ? ORDER BY position LIMIT ?",
  );
  const selectLastAbout = connection.prepare(
    "SELECT event FROM journal_about JOIN journal USING (position) " +
      "WHERE journal_about.account = ? AND about = ? ORDER BY position DESC LIMIT ?",
  );
  const selectPage = connection.prepare(
    "SELECT position, event FROM journal WHERE position > ? ORDER BY position LIMIT ?",
  );
  const selectPageOf = connection.prepare(
    "SELECT position, event FROM journal WHERE account = ? AND position > ? ORDER BY position LIMIT ?",
  );
  const selectNewest = connection.prepare("SELECT event FROM journal WHERE account = ? ORDER BY position DESC LIMIT ?");
  // From one account to the next by the index: DISTINCT would go through every event of each.
  const selectAccountAfter = connection.prepare(
    "SELECT account FROM journal WHERE account > ? ORDER BY account LIMIT 1",
  );
  const erase = connection.prepare("DELETE FROM journal WHERE account = ? AND event_id <> ?");
  const eraseAbout = connection.prepare(
    "DELETE FROM journal_about WHERE account = ? AND position IN " +
      "(SELECT position FROM journal WHERE account = ? AND event_id <> ?)",
  );
  const watchers = new Map<string, Set<Watcher>>();

  const find = (account: string, eventId: string) => {
    const row = selectOne.get(account, eventId);
    return row === undefined ? undefined : read(row["event"]);
  };

  return {
    append: async (event) => {
      const text = canonicalJson(toWire(event));
      // Read back before it is kept: what could not be read again would stop every rebuild.
      const kept = read(text);
      const first = await database.commit(() => {
        const { changes, lastInsertRowid } = insert.run(kept.account, kept.id, text);
        if (changes === 0) return find(kept.account, kept.id);
        for (const id of idsOf(kept)) insertAbout.run(kept.account, id, lastInsertRowid);
        return undefined;
      });
      if (first !== undefined) return first;
      tell(watchers.get(kept.account) ?? new Set(), kept);
      return kept;
    },
    find: async (account, eventId) => find(account, eventId),
    about: async (account, id, { limit, after }) => {
      if (limit < 1) return { items: [] };
      const found = selectAbout.all(account, id, positionOf(after), limit + 1);
      const rows = found.slice(0, limit);
      const last = found.length > limit ? rows.at(-1) : undefined;
      const items = rows.map((row) => read(row["event"]));
      return { items, ...(last !== undefined && { next: String(last["position"]) }) };
    },
    lastAbout: async (account, id, limit) =>
      selectLastAbout
        .all(account, id, Math.max(0, limit))
        .map((row) => read(row["event"]))
        .toReversed(),
    // When it was kept it does not keep: everything is not too much, on one machine.
    all: () => eventsIn(inPages((position) => selectPage.all(position, pageEventsMax))),
    of: (account) => eventsIn(inPages((position) => selectPageOf.all(account, position, pageEventsMax))),
    // One writer, one order: a position is a place.
    settled: (account, after = "0") =>
      inPages((position) => selectPageOf.all(account, position, pageEventsMax), Number(after)),
    accounts: async function* () {
      for (
        let row = selectAccountAfter.get("");
        row !== undefined;
        row = selectAccountAfter.get(String(row["account"]))
      )
        yield String(row["account"]);
    },
    erase: async (account, exceptEventId) => {
      await database.commit(() => {
        eraseAbout.run(account, account, exceptEventId);
        erase.run(account, exceptEventId);
      });
    },
    recent: async (account, limit) => selectNewest.all(account, Math.max(0, limit)).map((row) => read(row["event"])),
    watch: async (account, listener) => {
      const watcher: Watcher = { listener };
      const present = watchers.get(account) ?? new Set();
      watchers.set(account, present.add(watcher));
      return () => {
        present.delete(watcher);
        if (present.size === 0 && watchers.get(account) === present) watchers.delete(account);
      };
    },
  };
}

/** @throws UnknownPage */
function positionOf(place = "0"): number {
  if (!/^\d{1,15}$/.test(place)) throw new UnknownPage();
  return Number(place);
}

async function* eventsIn(placed: AsyncIterable<PlacedEvent>): AsyncGenerator<Envelope> {
  for await (const { event } of placed) yield event;
}

/** Each page begins after the last position of the one before. */
async function* inPages(
  pageAfter: (position: number) => readonly Readonly<Record<string, unknown>>[],
  after = 0,
): AsyncGenerator<PlacedEvent> {
  let position = after;
  let found = 0;
  do {
    found = 0;
    for (const row of pageAfter(position)) {
      yield { event: read(row["event"]), place: String(row["position"]) };
      position = Number(row["position"]);
      found += 1;
    }
  } while (found === pageEventsMax);
}

function read(text: unknown): Envelope {
  return fromWire(JSON.parse(String(text)));
}

/** Those that end or begin to watch meanwhile are neither told nor missed. */
function tell(watchers: ReadonlySet<Watcher>, event: Envelope): void {
  const present = [...watchers];
  for (const watcher of present) {
    if (!watchers.has(watcher)) continue;
    try {
      // A copy: a listener that changes what it was given changes it for itself.
      watcher.listener(structuredClone(event));
    } catch {
      // Watching is best effort, and whoever keeps an event has nothing to do with who watches: its trouble is its own.
    }
  }
}
