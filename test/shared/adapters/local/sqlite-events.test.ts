import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { fromWire } from "../../../../events/wire.ts";
import { openSqliteDatabase, type SqliteDatabase } from "../../../../shared/adapters/local/sqlite-database.ts";
import {
  type DeadEvent,
  interruptionsMax,
  type SqliteEvents,
  type Subscription,
  sqliteEvents,
} from "../../../../shared/adapters/local/sqlite-events.ts";
import { removal, testRoutes } from "../../../contract/events.contract.ts";
import { keptLog } from "../../../kept-log.ts";
import { type VirtualTime, virtualTime } from "../../../virtual-time.ts";

let database: SqliteDatabase;
let time: VirtualTime;
let log: ReturnType<typeof keptLog>;
const never = new Promise<void>(() => {});

beforeEach(() => {
  database = openSqliteDatabase(":memory:");
  time = virtualTime();
  log = keptLog();
});
afterEach(() => database.close());

function openBus(fraction = 0.5, own: VirtualTime = time): SqliteEvents {
  return sqliteEvents(database, testRoutes, {
    clock: own,
    timers: own,
    randomness: { fraction: () => fraction },
    log,
  });
}

function subscription(more: Partial<Subscription> & Pick<Subscription, "handle">): Subscription {
  return {
    subscription: "first",
    concurrency: 4,
    attemptsMax: 5,
    backoff: { firstMs: 100, maxMs: 1000 },
    leaseMs: 10_000,
    handlingMsMax: 60_000,
    onDeadLetter: async () => {},
    ...more,
  };
}

async function settle(bus: SqliteEvents): Promise<void> {
  await bus.idle();
  while (time.toNextTimer()) await bus.idle();
}

/** Lets everything happen that needs no time: each commit waits for those that were asked for before it. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await database.commit(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const depthOf = (bus: SqliteEvents, name: string) => bus.depths().find((depth) => depth.subscription === name);

describe("the embedded bus", () => {
  it("keeps one row of an event that is published again while it waits", async () => {
    const bus = openBus();
    await Promise.all([bus.publish(removal("a"), removal("a")), bus.publish(removal("a"))]);
    expect(bus.depths()).toMatchObject([
      { subscription: "first", waiting: 1, running: 0, dead: 0, oldestAt: time.now().getTime() },
      { subscription: "second", waiting: 1 },
    ]);
  });

  it("rolls back a whole publication when one event of it cannot be announced", async () => {
    const bus = openBus();
    await expect(bus.publish(removal("a"), { ...removal("b"), name: "nobody.listens" })).rejects.toThrow(
      "No subscription takes nobody.listens",
    );
    expect(bus.depths()).toEqual([]);
  });

  it("waits between attempts as long as full jitter says, doubling to a limit", async () => {
    const bus = openBus(0.999);
    const times: number[] = [];
    bus.subscribe(
      subscription({
        attemptsMax: 7,
        handle: async () => {
          times.push(time.now().getTime());
          throw new Error("no");
        },
      }),
    );
    await bus.start();
    await bus.publish(removal("a"));
    await settle(bus);
    expect(times.slice(1).map((at, index) => at - (times[index] ?? 0))).toEqual([99, 199, 399, 799, 999, 999]);
    await bus.stop(0);
  });

  it("renews the claim of a handler that takes its time, so that it runs once", async () => {
    const bus = openBus();
    let calls = 0;
    const ending = Promise.withResolvers<void>();
    bus.subscribe(
      subscription({
        handle: () => {
          calls += 1;
          return ending.promise;
        },
      }),
    );
    await bus.start();
    await bus.publish(removal("a"));
    await turns();
    for (let second = 0; second < 50; second += 1) {
      time.advance(1000);
      await turns();
    }
    expect(calls).toBe(1);
    expect(depthOf(bus, "first")).toMatchObject({ running: 1 });
    ending.resolve();
    await settle(bus);
    expect(depthOf(bus, "first")).toBeUndefined();
    await bus.stop(0);
  });

  it("takes the claim of a handler that hangs back, and does not listen to it any more", async () => {
    const bus = openBus();
    const finish: (() => void)[] = [];
    bus.subscribe(subscription({ concurrency: 1, handle: () => new Promise((resolve) => void finish.push(resolve)) }));
    await bus.start();
    await bus.publish(removal("a"));
    await turns();
    expect(finish).toHaveLength(1);
    for (let second = 0; second < 65; second += 1) {
      time.advance(1000);
      await turns();
    }
    expect(finish).toHaveLength(2);
    finish[0]?.();
    await turns();
    expect(depthOf(bus, "first")).toMatchObject({ running: 1 });
    finish[1]?.();
    await settle(bus);
    expect(depthOf(bus, "first")).toBeUndefined();
    await bus.stop(0);
  });

  it("delivers at once, after a start, what a process that is gone had claimed", async () => {
    const gone = openBus();
    gone.subscribe(subscription({ handle: () => never }));
    await gone.start();
    await gone.publish(removal("a"));
    await turns();
    expect(depthOf(gone, "first")).toMatchObject({ running: 1, waiting: 0 });

    const bus = openBus();
    const seen: string[] = [];
    bus.subscribe(subscription({ handle: async (wire) => void seen.push(fromWire(wire).subject) }));
    await bus.start();
    await bus.idle();
    expect(seen).toEqual(["a"]);
    expect(log.lines).toContainEqual({ severity: "info", event: "queue.recovered", fields: { events: 1 } });
    await bus.stop(0);
  });

  it("delivers at once, after a start, what a clock that was set back has put into the far future", async () => {
    const bus = openBus();
    await bus.publish(removal("a"));
    await database.commit((connection) => connection.exec("UPDATE queue SET due_at = due_at + 86400000"));
    const seen: string[] = [];
    bus.subscribe(subscription({ handle: async (wire) => void seen.push(fromWire(wire).subject) }));
    await bus.start();
    await bus.idle();
    expect(seen).toEqual(["a"]);
    await bus.stop(0);
  });

  it("takes an event during which the process has died too often for a dead letter", async () => {
    for (let death = 0; death <= interruptionsMax; death += 1) {
      // A process of its own, whose timers end with it.
      const own = virtualTime();
      const gone = openBus(0.5, own);
      gone.subscribe(subscription({ handle: () => never }));
      await gone.start();
      if (death === 0) await gone.publish(removal("a"));
      await turns();
      // From the third death on it waits, so that the others go first.
      expect(depthOf(gone, "first")).toMatchObject({ running: death < 3 ? 1 : 0 });
      if (death >= 3) own.toNextTimer();
      await turns();
      expect(depthOf(gone, "first")).toMatchObject({ running: 1 });
    }
    const bus = openBus();
    const letters: DeadEvent[] = [];
    let calls = 0;
    bus.subscribe(
      subscription({
        handle: async () => void (calls += 1),
        onDeadLetter: async (letter) => void letters.push(letter),
      }),
    );
    await bus.start();
    await settle(bus);
    expect(calls).toBe(0);
    expect(letters).toHaveLength(1);
    expect(letters[0]?.reason).toMatch(/ended 51 times/);
    await bus.stop(0);
  });

  it("stops once the handlers that run have ended, and claims nothing more", async () => {
    const bus = openBus();
    const ending = Promise.withResolvers<void>();
    let calls = 0;
    bus.subscribe(
      subscription({
        concurrency: 1,
        handle: () => {
          calls += 1;
          return ending.promise;
        },
      }),
    );
    await bus.start();
    await bus.publish(removal("a"), removal("b"));
    await turns();
    const stopped = bus.stop(60_000);
    await turns();
    ending.resolve();
    expect(await stopped).toBe(0);
    expect(calls).toBe(1);
    expect(depthOf(bus, "first")).toMatchObject({ waiting: 1, running: 0 });
  });

  it("stops waiting for handlers that do not end, and says how many", async () => {
    const bus = openBus();
    bus.subscribe(subscription({ handle: () => never }));
    await bus.start();
    await bus.publish(removal("a"), removal("b"));
    await turns();
    const stopped = bus.stop(20_000);
    await turns();
    time.advance(20_000);
    expect(await stopped).toBe(2);
  });

  it("goes on where it was once the disk takes commits again", async () => {
    let broken = false;
    const bus = sqliteEvents(
      {
        ...database,
        commit: (work) =>
          broken
            ? database.commit((connection) => {
                work(connection);
                throw new Error("disk full");
              })
            : database.commit(work),
      },
      testRoutes,
      { clock: time, timers: time, randomness: { fraction: () => 0.5 }, log },
    );
    let calls = 0;
    const ending = Promise.withResolvers<void>();
    bus.subscribe(
      subscription({
        handle: () => {
          calls += 1;
          return ending.promise;
        },
      }),
    );
    await bus.start();
    await bus.publish(removal("a"));
    await turns();
    broken = true;
    ending.resolve();
    await turns();
    expect(depthOf(bus, "first")).toMatchObject({ running: 1 });
    expect(log.lines.some(({ event }) => event === "queue.commit-failed")).toBe(true);
    broken = false;
    time.advance(1000);
    await turns();
    expect(depthOf(bus, "first")).toBeUndefined();
    expect(calls).toBe(1);
    await bus.stop(0);
  });

  it("loses no event and delivers none twice to a handler that succeeded, whatever fails and whenever it is restarted", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ failures: fc.nat(3), stopsAfter: fc.boolean() }), { maxLength: 20 }),
        async (plan) => {
          const own = openSqliteDatabase(":memory:");
          const succeeded: string[] = [];
          const left = new Map(plan.map(({ failures }, number) => [`e${number}`, failures]));
          const open = async () => {
            const bus = sqliteEvents(own, testRoutes, {
              clock: time,
              timers: time,
              randomness: { fraction: () => 0.3 },
              log,
            });
            bus.subscribe(
              subscription({
                handle: async (wire) => {
                  const { subject } = fromWire(wire);
                  const failures = left.get(subject) ?? 0;
                  left.set(subject, failures - 1);
                  if (failures > 0) throw new Error("not yet");
                  succeeded.push(subject);
                },
              }),
            );
            await bus.start();
            return bus;
          };
          let bus = await open();
          for (const [number, { stopsAfter }] of plan.entries()) {
            await bus.publish(removal(`e${number}`));
            if (!stopsAfter) continue;
            await bus.stop(1000);
            bus = await open();
          }
          await settle(bus);
          await bus.stop(0);
          await own.close();
          expect(succeeded.toSorted()).toEqual([...left.keys()].toSorted());
        },
      ),
      { numRuns: 60 },
    );
  });
});
