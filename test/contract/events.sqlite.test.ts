import { expect, it } from "@jest/globals";
import { openSqliteDatabase, type SqliteDatabase } from "../../shared/adapters/local/sqlite-database.ts";
import { sqliteEvents } from "../../shared/adapters/local/sqlite-events.ts";
import { keptLog } from "../kept-log.ts";
import { virtualTime } from "../virtual-time.ts";
import { type EventsUnderTest, eventsContract, removal, testRoutes } from "./events.contract.ts";

eventsContract("sqliteEvents", async () => onDatabase(openSqliteDatabase(":memory:")));

it("says of a dead letter what the handler threw, which is in the same process", async () => {
  const bus = onDatabase(openSqliteDatabase(":memory:"));
  const reasons: string[] = [];
  bus.subscribe({
    subscription: "first",
    handle: () => Promise.reject(new TypeError("the world is unwell")),
    onDeadLetter: async ({ reason }) => void reasons.push(reason),
  });
  await bus.start();
  await bus.events.publish(removal("a"));
  await bus.settle();
  await bus.close();
  expect(reasons).toEqual([expect.stringContaining("the world is unwell")]);
});

it("holds nothing against a handler that fails while it stops: the event comes again at the next start", async () => {
  const database = openSqliteDatabase(":memory:");
  const bus = onDatabase(database);
  const dead: unknown[] = [];
  const onDeadLetter = async (letter: unknown) => void dead.push(letter);
  const begun = Promise.withResolvers<void>();
  const leave = Promise.withResolvers<void>();
  const handle = async () => {
    begun.resolve();
    await leave.promise;
    throw new Error("there was no time left");
  };
  // A single failure is all that it may have.
  bus.subscribe({ subscription: "first", handle, attemptsMax: 1, onDeadLetter });
  await bus.start();
  await bus.events.publish(removal("a"));
  await begun.promise;
  const next = bus.reopen();
  leave.resolve();
  const again = await next;
  let handled = 0;
  again.subscribe({ subscription: "first", handle: async () => void (handled += 1), attemptsMax: 1, onDeadLetter });
  await again.start();
  await again.settle();
  await again.close();
  expect([handled, dead]).toEqual([1, []]);
});

function onDatabase(database: SqliteDatabase): EventsUnderTest {
  const time = virtualTime();
  const ports = { clock: time, timers: time, randomness: { fraction: () => 0.5 }, log: keptLog() };
  const bus = sqliteEvents(database, testRoutes, ports);
  const stop = () => bus.stop(0);
  return {
    events: bus,
    subscribe: ({ subscription, handle, concurrency = 8, attemptsMax = 5, onDeadLetter = async () => {} }) =>
      bus.subscribe({
        subscription,
        handle,
        concurrency,
        attemptsMax,
        onDeadLetter,
        leaseMs: 60_000,
        handlingMsMax: 600_000,
        backoff: { firstMs: 100, maxMs: 10_000 },
      }),
    start: () => bus.start(),
    settle: async () => {
      await bus.idle();
      while (time.toNextTimer()) await bus.idle();
    },
    reopen: async () => {
      await stop();
      return onDatabase(database);
    },
    close: async () => {
      await stop();
      await database.close();
    },
  };
}
