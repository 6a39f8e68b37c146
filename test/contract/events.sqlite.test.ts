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
