import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import type * as z from "zod";
import { bookRemoved } from "../../events/book-removed.ts";
import { catalogue, eventNamed } from "../../events/catalogue.ts";
import { type Cause, eventId, firstCause, hashOf } from "../../events/define-event.ts";
import { Rejected } from "../../events/rejected.ts";
import { fromWire, toWire } from "../../events/wire.ts";
import { arbitraryEvent, eventNames } from "./arbitrary-events.ts";

describe("an event", () => {
  it("comes off the wire as it was put on it, whatever it says", () => {
    fc.assert(
      fc.property(arbitraryEvent, (event) => {
        const wire: unknown = JSON.parse(JSON.stringify(toWire(event)));
        expect(eventNamed(event.name)?.parse(fromWire(wire))).toEqual(event);
      }),
      { numRuns: 500 },
    );
  });

  it("has extension names on the wire that CloudEvents 1.0 allows", () => {
    fc.assert(
      fc.property(arbitraryEvent, (event) => {
        for (const name of Object.keys(toWire(event))) expect(name).toMatch(/^[a-z0-9]{1,20}$/);
      }),
      { numRuns: 20 },
    );
  });

  it("has the same id when the step that announces it is repeated, and another one for another cause, name or subject", () => {
    const cause = firstCause("home", "key");
    expect(removalFrom(cause, 1).id).toBe(removalFrom(cause, 2).id);
    expect(removalFrom(firstCause("home", "other"), 1).id).not.toBe(removalFrom(cause, 1).id);
    expect(removalFrom(firstCause("another", "key"), 1).id).not.toBe(removalFrom(cause, 1).id);
    expect(eventId(cause.id, "book.removed", "c")).not.toBe(removalFrom(cause, 1).id);
    expect(eventId(cause.id, "book.received", "b")).not.toBe(removalFrom(cause, 1).id);
  });

  it("carries one correlation id from the first cause on", () => {
    const cause = firstCause("home", "key");
    const first = bookRemoved.from(cause, { subject: "b", at: new Date(0), data: { bookId: "b" } });
    const second = bookRemoved.from(first, { subject: "b", at: new Date(0), data: { bookId: "b" } });
    expect([first.correlationId, second.correlationId]).toEqual([cause.correlationId, cause.correlationId]);
    expect(second.causationId).toBe(first.id);
  });

  it("is refused as malformed, and never half read, whatever comes instead", () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        expect(() => fromWire(anything)).toThrow(Rejected);
      }),
      { numRuns: 300 },
    );
  });

  it("is refused as malformed when any one of its required fields is taken out of its data", () => {
    fc.assert(
      fc.property(arbitraryEvent, fc.nat(), (event, which) => {
        const definition = eventNamed(event.name);
        const names = Object.keys(event.data).filter((name) => required(event.name).has(name));
        fc.pre(names.length > 0);
        const { [names[which % names.length] ?? ""]: _, ...data } = event.data as Record<string, unknown>;
        expect(() => definition?.parse({ ...event, data })).toThrow(Rejected);
      }),
      { numRuns: 300 },
    );
  });

  it("never shares an id with another because their parts run into each other", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (one, other) => {
        if (JSON.stringify(one) !== JSON.stringify(other)) expect(hashOf(...one)).not.toBe(hashOf(...other));
      }),
    );
  });
});

describe("the catalogue", () => {
  it("is what the generated events are made from, with none left out", () => {
    expect(eventNames.toSorted()).toEqual(catalogue.map(({ name }) => name).toSorted());
  });

  it("names each event once, as nouns, a dot, and what happened", () => {
    expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
    for (const { name } of catalogue) expect(name).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/);
  });
});

function removalFrom(cause: Cause, minute: number) {
  return bookRemoved.from(cause, {
    subject: "b",
    at: new Date(Date.UTC(2026, 2, 1, 8, minute)),
    data: { bookId: "b" },
  });
}

/** The fields without which an event of that kind is none. */
function required(name: string): ReadonlySet<string> {
  const schema = eventNamed(name)?.data as unknown as { readonly shape: Readonly<Record<string, z.ZodType>> };
  return new Set(
    Object.keys(schema.shape).filter((field) => schema.shape[field]?.safeParse(undefined).success === false),
  );
}
