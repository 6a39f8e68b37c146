import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Envelope } from "../../../events/define-event.ts";
import { announceDueFeeds } from "../../../functions/poll/due-feeds.ts";
import { pollOnce } from "../../../functions/poll/poll-once.ts";
import { openSqliteDatabase, type SqliteDatabase } from "../../../shared/adapters/local/sqlite-database.ts";
import { sqliteLedger } from "../../../shared/adapters/local/sqlite-ledger.ts";
import { sqliteReadModels } from "../../../shared/adapters/local/sqlite-read-models.ts";
import type { ReadModels } from "../../../shared/ports/read-models.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { readModels as models } from "../../../shared/read-models/catalogue.ts";
import { type Feed, feeds } from "../../../shared/read-models/feeds.ts";

const now = new Date("2026-03-01T08:00:00.000Z");
let database: SqliteDatabase;
let readModels: ReadModels;
let published: Envelope[];

beforeEach(() => {
  database = openSqliteDatabase(":memory:");
  readModels = sqliteReadModels(database, models);
  published = [];
});
afterEach(() => database.close());

const events = { publish: async (...all: readonly Envelope[]) => void published.push(...all) };
const clock = { now: () => now };
const keep = (id: string, more: Partial<Feed> = {}) => {
  const url = `https://${id}.example/`;
  const feed: Feed = { id, url, title: "", state: "active", nextFetchAt: now.toISOString(), failures: 0, version: 1 };
  return readModels.update(feeds, publicAccount, id, () => ({ ...feed, ...more }));
};
const subjects = () => published.map(({ subject }) => subject).toSorted();

describe("poll", () => {
  it("announces the feeds that are due, the same event each time, and no others", async () => {
    await keep("due");
    await keep("long-due", { nextFetchAt: "2020-01-01T00:00:00.000Z" });
    await keep("later", { nextFetchAt: "2026-03-01T08:00:00.001Z" });
    for (const state of ["idle", "gone", "moved"] as const) await keep(state, { state });
    await keep("asked", { lease: { token: "t", until: "2026-03-01T08:01:00.000Z" } });
    await keep("abandoned", { lease: { token: "t", until: now.toISOString() } });
    expect(await announceDueFeeds({ readModels, events, clock })).toBe(3);
    expect(subjects()).toEqual(["abandoned", "due", "long-due"]);
    const first = published;
    published = [];
    await announceDueFeeds({ readModels, events, clock });
    expect(published).toEqual(first);
  });

  it("finds more than a page of them", async () => {
    await Promise.all(Array.from({ length: 450 }, (_, number) => keep(`feed-${number}`)));
    expect(await announceDueFeeds({ readModels, events, clock })).toBe(450);
    expect(new Set(subjects()).size).toBe(450);
  });

  it("announces the feeds although the deliveries cannot be looked for, and says so", async () => {
    await keep("due");
    const ledger = { ...sqliteLedger(database), due: () => Promise.reject(new Error("the ledger is broken")) };
    await expect(pollOnce({ ledger, readModels, events, clock })).rejects.toThrow("the ledger is broken");
    expect(subjects()).toEqual(["due"]);
  });
});
