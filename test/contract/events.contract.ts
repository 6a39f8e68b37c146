import { afterEach, describe, expect, it } from "@jest/globals";
import { deadLetterDiscarded } from "../../events/dead-letter-discarded.ts";
import type { Envelope } from "../../events/define-event.ts";
import { type Cause, firstCause } from "../../events/define-event.ts";
import { deviceRemoved } from "../../events/device-removed.ts";
import { fromWire, type WireEvent } from "../../events/wire.ts";
import type { Events } from "../../shared/ports/events.ts";

/** Who takes events in a contract test. */
export interface TestSubscription {
  readonly subscription: string;
  readonly handle: (wire: unknown) => Promise<void>;
  readonly concurrency?: number;
  readonly attemptsMax?: number;
  readonly onDeadLetter?: (letter: {
    step: string;
    wire: WireEvent;
    publication: string;
    attempts: number;
    reason: string;
  }) => Promise<void>;
}

/** A bus with the routes `first` and `second` for device.removed, and `second` alone for dead-letter.discarded. */
export interface EventsUnderTest {
  readonly events: Events;
  subscribe(subscription: TestSubscription): void;
  start(): Promise<void>;
  /** Lets everything happen that is going to, retries included. */
  settle(): Promise<void>;
  /** Stops delivering and opens the same bus anew, as another process would, with nobody subscribed yet. */
  reopen(): Promise<EventsUnderTest>;
  close(): Promise<void>;
}

export const testRoutes = [
  { subscription: "first", events: ["device.removed"] },
  { subscription: "second", events: ["device.removed", "dead-letter.discarded"] },
];

const at = new Date("2026-03-01T08:00:00.000Z");

export function removal(key: string, cause: Cause = firstCause("home", key)): Envelope {
  return deviceRemoved.from(cause, { subject: key, at, data: { deviceId: key } });
}

function collector() {
  const seen: string[] = [];
  return { seen, handle: async (wire: unknown) => void seen.push(fromWire(wire).subject) };
}

export function eventsContract(adapter: string, open: () => Promise<EventsUnderTest>) {
  describe(`${adapter} announces what has happened and`, () => {
    let bus: EventsUnderTest;
    afterEach(() => bus.close());

    it("reaches every subscription that takes the event, and no other", async () => {
      bus = await open();
      const first = collector();
      const second = collector();
      bus.subscribe({ subscription: "first", ...first });
      bus.subscribe({ subscription: "second", ...second });
      await bus.start();
      const discarded = deadLetterDiscarded.from(firstCause("home", "d"), {
        subject: "letter",
        at,
        data: { deadLetterId: "letter" },
      });
      await bus.events.publish(removal("a"), discarded);
      await bus.settle();
      expect(first.seen).toEqual(["a"]);
      expect(second.seen.toSorted()).toEqual(["a", "letter"]);
    });

    it("hands over the event as it was published, and as a CloudEvent", async () => {
      bus = await open();
      const wires: unknown[] = [];
      bus.subscribe({ subscription: "first", handle: async (wire) => void wires.push(wire) });
      await bus.start();
      await bus.events.publish(removal("Ünïcode\u0000\u2028"));
      await bus.settle();
      expect(fromWire(wires[0])).toEqual(removal("Ünïcode\u0000\u2028"));
      expect(wires[0]).toMatchObject({ specversion: "1.0", type: "device.removed" });
    });

    it("keeps what is published while nobody listens", async () => {
      bus = await open();
      await bus.events.publish(removal("a"));
      bus = await bus.reopen();
      const first = collector();
      bus.subscribe({ subscription: "first", ...first });
      await bus.start();
      await bus.settle();
      expect(first.seen).toEqual(["a"]);
    });

    it("delivers again what a handler threw at, until it has not", async () => {
      bus = await open();
      let calls = 0;
      bus.subscribe({
        subscription: "first",
        attemptsMax: 10,
        handle: async () => {
          calls += 1;
          if (calls < 4) throw new Error("not yet");
        },
      });
      await bus.start();
      await bus.events.publish(removal("a"));
      await bus.settle();
      expect(calls).toBe(4);
    });

    it("does not hold back one event for another that fails", async () => {
      bus = await open();
      const first = collector();
      bus.subscribe({
        subscription: "first",
        concurrency: 1,
        attemptsMax: 5,
        handle: async (wire) => {
          if (fromWire(wire).subject === "bad") throw new Error("always");
          await first.handle(wire);
        },
        onDeadLetter: async () => void first.seen.push("dead letter"),
      });
      await bus.start();
      await bus.events.publish(removal("bad"), removal("good"));
      await bus.settle();
      expect(first.seen).toEqual(["good", "dead letter"]);
    });

    it("hands what failed for good to the dead letters, once, with its reason and the event itself", async () => {
      bus = await open();
      let calls = 0;
      const letters: { step: string; wire: WireEvent; attempts: number; reason: string }[] = [];
      bus.subscribe({
        subscription: "second",
        attemptsMax: 5,
        handle: async () => {
          calls += 1;
          throw new TypeError("the world is unwell");
        },
        onDeadLetter: async (letter) => void letters.push(letter),
      });
      await bus.start();
      await bus.events.publish(removal("a"));
      await bus.settle();
      expect(calls).toBe(5);
      expect(letters).toHaveLength(1);
      expect(letters[0]).toMatchObject({ step: "second", attempts: 5 });
      // What was thrown is in it only where bus and handler are one process: a status tells no more than that it failed.
      expect(letters[0]?.reason).toMatch(/\S+ \S+/);
      expect(fromWire(letters[0]?.wire)).toEqual(removal("a"));
    });

    it("keeps a dead letter until it has been kept aside", async () => {
      bus = await open();
      let refusals = 3;
      let kept = 0;
      bus.subscribe({
        subscription: "first",
        attemptsMax: 5,
        handle: () => Promise.reject(new Error("no")),
        onDeadLetter: async () => {
          refusals -= 1;
          if (refusals >= 0) throw new Error("not now");
          kept += 1;
        },
      });
      await bus.start();
      await bus.events.publish(removal("a"));
      await bus.settle();
      expect(kept).toBe(1);
    });

    it("names a dead letter's publication alike however often it is kept, and otherwise once it is published again", async () => {
      bus = await open();
      const publications: string[] = [];
      bus.subscribe({
        subscription: "first",
        attemptsMax: 1,
        handle: () => Promise.reject(new Error("no")),
        onDeadLetter: async ({ publication }) => {
          publications.push(publication);
          if (publications.length === 1) throw new Error("not now");
        },
      });
      await bus.start();
      await bus.events.publish(removal("a"));
      await bus.settle();
      await bus.events.publish(removal("a"));
      await bus.settle();
      const [first, again, replayed] = publications;
      expect(publications).toHaveLength(3);
      expect(again).toBe(first);
      expect(replayed).not.toBe(first);
    });

    it("never handles more at once than a subscription wants", async () => {
      bus = await open();
      let running = 0;
      let most = 0;
      bus.subscribe({
        subscription: "first",
        concurrency: 3,
        handle: async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
        },
      });
      await bus.start();
      await bus.events.publish(...Array.from({ length: 50 }, (_, number) => removal(String(number))));
      await bus.settle();
      expect(most).toBeLessThanOrEqual(3);
    });

    it("does not let a flood for one subscription keep another waiting", async () => {
      bus = await open();
      const blocked = Promise.withResolvers<void>();
      const second = collector();
      const done = Promise.withResolvers<void>();
      bus.subscribe({ subscription: "first", concurrency: 2, handle: () => blocked.promise });
      bus.subscribe({
        subscription: "second",
        concurrency: 1,
        handle: async (wire) => {
          await second.handle(wire);
          if (second.seen.length === 100) done.resolve();
        },
      });
      await bus.start();
      await bus.events.publish(...Array.from({ length: 100 }, (_, number) => removal(String(number))));
      await done.promise;
      blocked.resolve();
      await bus.settle();
      expect(new Set(second.seen).size).toBe(100);
    });

    it("delivers what a handler publishes", async () => {
      bus = await open();
      const second = collector();
      bus.subscribe({
        subscription: "first",
        handle: async (wire) => {
          const event = fromWire(wire);
          if (event.subject.length < 5) await bus.events.publish(removal(`${event.subject}a`, event));
        },
      });
      bus.subscribe({ subscription: "second", ...second });
      await bus.start();
      await bus.events.publish(removal("a"));
      await bus.settle();
      expect(second.seen.toSorted()).toEqual(["a", "aa", "aaa", "aaaa", "aaaaa"]);
    });

    it("takes nothing at all without complaint", async () => {
      bus = await open();
      await expect(bus.events.publish()).resolves.toBeUndefined();
    });
  });
}
