import { openSqliteDatabase, type SqliteDatabase } from "../../shared/adapters/local/sqlite-database.ts";
import { sqliteEvents } from "../../shared/adapters/local/sqlite-events.ts";
import { keptLog } from "../kept-log.ts";
import { virtualTime } from "../virtual-time.ts";
import { type EventsUnderTest, eventsContract, testRoutes } from "./events.contract.ts";

eventsContract("sqliteEvents", async () => onDatabase(openSqliteDatabase(":memory:")));

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
