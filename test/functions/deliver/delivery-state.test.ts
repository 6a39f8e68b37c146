import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import {
  changeDelivery,
  type DeliveryChange,
  deliveryLimits,
  isClaimable,
  mayStillStart,
  newDelivery,
} from "../../../functions/deliver/delivery-state.ts";
import type { MailAnswer } from "../../../shared/ports/mail.ts";
import { DeliveryEntry } from "../../../shared/read-models/delivery-entry.ts";

const noon = new Date("2026-03-01T12:00:00.000Z");
const after = (ms: number) => new Date(noon.getTime() + ms);
const minute = 60_000;
const hour = 60 * minute;

const opened = newDelivery(
  {
    deliveryId: "d",
    account: "home",
    deviceId: "device",
    documentId: "book",
    kind: "book",
    documentKey: "home/epub",
    title: "Emma",
    copy: 0,
    cause: { id: "cause", correlationId: "chain" },
  },
  noon,
);

/** The entry after the changes, each of which must be one. */
function afterAll(entry: DeliveryEntry, ...changes: readonly (readonly [DeliveryChange, Date])[]): DeliveryEntry {
  return changes.reduce((before, [change, at]) => {
    const changed = changeDelivery(before, change, at);
    if (changed === undefined) throw new Error(`${change.kind} is no change of ${before.state}`);
    return changed;
  }, entry);
}

const accepted: MailAnswer = { outcome: "accepted", providerMessageId: "4XyZ" };
const refusedForGood: MailAnswer = { outcome: "not-accepted", permanent: true, code: "smtp/refused", reason: "No." };
const busy: MailAnswer = { outcome: "not-accepted", permanent: false, code: "smtp/busy", reason: "Later." };
const noAnswer: MailAnswer = { outcome: "unknown", code: "smtp/no-answer", reason: "Nobody knows." };

const claim = (token = "token"): DeliveryChange => ({ kind: "claim", token });
const answer = (
  given: MailAnswer,
  { token = "token", fraction = 0.5, evidenceWithinMs = hour } = {},
): DeliveryChange => ({
  kind: "answer",
  token,
  answer: given,
  evidenceWithinMs,
  fraction,
});
const evidence = (found: "accepted" | "not-accepted" | "unknown", version: number): DeliveryChange => ({
  kind: "evidence",
  found,
  version,
  fraction: 0.5,
});
const resolve = (as: "sent" | "retry", eventId = "decision"): DeliveryChange => ({ kind: "resolve", as, eventId });
const abandon = (claimedBefore: Date): DeliveryChange => ({ kind: "abandon", claimedBefore, evidenceWithinMs: hour });

const attempting = afterAll(opened, [claim(), noon]);
const uncertain = afterAll(attempting, [answer(noAnswer), noon]);
const entries = {
  queued: opened,
  deferred: afterAll(attempting, [answer(busy), noon]),
  attempting,
  sent: afterAll(attempting, [answer(accepted), noon]),
  failed: afterAll(attempting, [answer(refusedForGood), noon]),
  uncertain,
  parked: afterAll(uncertain, [evidence("unknown", uncertain.version), after(hour)]),
} as const;
type Name = keyof typeof entries;

/** What each change makes of each entry, a day later; where a state is not named, nothing. */
const tomorrow = after(24 * hour);
const table: readonly (readonly [string, (entry: DeliveryEntry) => DeliveryChange, Partial<Record<Name, string>>])[] = [
  [
    "refuse",
    () => ({ kind: "refuse", code: "delivery/too-large", reason: "Too large." }),
    { queued: "failed", deferred: "failed" },
  ],
  ["claim", () => claim("fresh"), { queued: "attempting", deferred: "attempting" }],
  ["answer: accepted", () => answer(accepted), { attempting: "sent", uncertain: "sent", parked: "sent" }],
  ["answer: never", () => answer(refusedForGood), { attempting: "failed", uncertain: "failed", parked: "failed" }],
  ["answer: later", () => answer(busy), { attempting: "queued", uncertain: "queued", parked: "queued" }],
  ["answer: unknown", () => answer(noAnswer), { attempting: "uncertain" }],
  ["answer: accepted, of another's token", () => answer(accepted, { token: "other" }), {}],
  ["answer: later, of another's token", () => answer(busy, { token: "other" }), {}],
  ["abandon", () => abandon(tomorrow), { attempting: "uncertain" }],
  ["abandon, of older claims only", () => abandon(noon), {}],
  ["evidence: accepted", ({ version }) => evidence("accepted", version), { uncertain: "sent", parked: "sent" }],
  [
    "evidence: not accepted",
    ({ version }) => evidence("not-accepted", version),
    { uncertain: "queued", parked: "queued" },
  ],
  ["evidence: none", ({ version }) => evidence("unknown", version), { uncertain: "parked" }],
  ["evidence of an older version", ({ version }) => evidence("not-accepted", version - 1), {}],
  ["resolve: it is there", () => resolve("sent"), { uncertain: "sent", parked: "sent" }],
  ["resolve: again", () => resolve("retry"), { uncertain: "queued", parked: "queued", failed: "queued" }],
];
const cases = table.flatMap(([what, change, outcomes]) =>
  (Object.keys(entries) as Name[]).map((name) => [what, name, outcomes[name] ?? "nothing", change] as const),
);

describe("a delivery's state", () => {
  it.each(cases)("%s, while %s: %s", (_what, name, outcome, change) => {
    const before = entries[name];
    const kept = structuredClone(before);
    const changed = changeDelivery(before, change(before), tomorrow);
    expect(changed?.state ?? "nothing").toBe(outcome);
    expect(before).toEqual(kept);
    if (changed === undefined) return;
    expect(changed.version).toBe(before.version + 1);
    expect(changed.changedAt).toBe(tomorrow.toISOString());
    expect(DeliveryEntry.parse(changed)).toEqual(changed);
  });

  it("never leaves an entry that something is to come of without a time at which poll looks at it", () => {
    for (const [name, entry] of Object.entries(entries)) {
      expect([name, entry.dueAt !== undefined]).toEqual([name, !["sent", "failed", "parked"].includes(entry.state)]);
    }
  });

  it("gives every end its reason, and takes the reason away when it goes on", () => {
    expect(entries.deferred).toMatchObject({ code: "smtp/busy", reason: "Later." });
    expect(entries.failed).toMatchObject({ code: "smtp/refused", reason: "No." });
    expect(entries.uncertain).toMatchObject({ code: "smtp/no-answer", reason: "Nobody knows." });
    expect(entries.parked).toMatchObject({ code: "smtp/no-answer", reason: "Nobody knows." });
    expect(afterAll(entries.parked, [resolve("retry"), tomorrow])).not.toHaveProperty("reason");
    expect(entries.sent).not.toHaveProperty("reason");
  });

  it("says who settled it", () => {
    expect(entries.sent).toMatchObject({ settledBy: "provider", providerMessageId: "4XyZ" });
    expect(afterAll(entries.parked, [resolve("sent"), tomorrow])).toMatchObject({ settledBy: "reader" });
    const { version } = entries.uncertain;
    expect(afterAll(entries.uncertain, [evidence("accepted", version), noon])).toMatchObject({ settledBy: "look-up" });
  });

  it("counts an attempt when it is claimed, and none when it is refused before", () => {
    expect(attempting.attempts).toBe(1);
    const refused = afterAll(opened, [{ kind: "refuse", code: "a/b", reason: "No." }, noon]);
    expect(refused.attempts).toBe(0);
  });

  it("waits for its evidence, and not longer", () => {
    const { version } = uncertain;
    expect(uncertain.evidenceUntil).toBe(after(hour).toISOString());
    expect(changeDelivery(uncertain, evidence("unknown", version), after(hour - 1))).toBeUndefined();
    expect(changeDelivery(uncertain, evidence("unknown", version), after(hour))).toMatchObject({ state: "parked" });
  });

  it("is parked at once where evidence never comes", () => {
    const unsure = afterAll(attempting, [answer(noAnswer, { evidenceWithinMs: 0 }), noon]);
    expect(changeDelivery(unsure, evidence("unknown", unsure.version), noon)).toMatchObject({ state: "parked" });
  });

  it("is not asked for before its time, give or take what clocks differ by", () => {
    const { deferred } = entries;
    const dueAt = Date.parse(deferred.notBefore ?? "");
    expect(isClaimable(deferred, new Date(dueAt - deliveryLimits.clockSkewMs - 1))).toBe(false);
    expect(isClaimable(deferred, new Date(dueAt - deliveryLimits.clockSkewMs))).toBe(true);
    expect(isClaimable(opened, new Date(0))).toBe(true);
  });

  it("is abandoned only by claims that are old enough, and by none that may still lead to the carrier", () => {
    expect(changeDelivery(attempting, abandon(noon), noon)).toBeUndefined();
    expect(changeDelivery(attempting, abandon(after(1)), noon)).toMatchObject({ state: "uncertain" });
    expect(mayStillStart(attempting, after(deliveryLimits.startWithinMs))).toBe(true);
    expect(mayStillStart(attempting, after(deliveryLimits.startWithinMs + 1))).toBe(false);
    // The longest that smtpMail takes for one mail: a claim must not be given up while it may still be at it.
    expect(deliveryLimits.startWithinMs + 10 * minute).toBeLessThan(deliveryLimits.claimMs);
  });

  it("follows a decision of the reader once, however often it is delivered", () => {
    const again = afterAll(entries.parked, [resolve("retry", "decision 1"), noon]);
    const parkedAgain = afterAll(
      again,
      [claim("second"), noon],
      [answer(noAnswer, { token: "second", evidenceWithinMs: 0 }), noon],
    );
    const parked = afterAll(parkedAgain, [evidence("unknown", parkedAgain.version), noon]);
    expect(changeDelivery(parked, resolve("retry", "decision 1"), noon)).toBeUndefined();
    expect(changeDelivery(parked, resolve("retry", "decision 2"), noon)).toMatchObject({ state: "queued" });
  });

  it("does not follow a decision about an attempt that has been made again since", () => {
    const decision = { kind: "resolve", as: "retry", eventId: "late" } as const;
    expect(changeDelivery(entries.parked, { ...decision, attempts: 1 }, noon)).toMatchObject({ state: "queued" });
    expect(changeDelivery({ ...entries.parked, attempts: 2 }, { ...decision, attempts: 1 }, noon)).toBeUndefined();
    expect(changeDelivery({ ...entries.failed, attempts: 0 }, { ...decision, attempts: 0 }, noon)).toBeDefined();
  });

  it("forgets the token of an attempt that the reader has given up on: what comes of it late counts no more", () => {
    const again = afterAll(entries.parked, [resolve("retry"), noon], [claim("second"), noon]);
    expect(changeDelivery(again, answer(busy, { token: "token" }), noon)).toBeUndefined();
  });
});

const waitOf = (entry: DeliveryEntry | undefined) => Date.parse(entry?.notBefore ?? "") - noon.getTime();
const patient = (retryAfterMs: number) =>
  waitOf(changeDelivery(attempting, answer({ ...busy, retryAfterMs }, { fraction: 0 }), noon));

describe("trying again", () => {
  it("waits anything from nothing to twice as long as the last time, up to a limit", () => {
    const { backoff } = deliveryLimits;
    for (const attempts of [1, 2, 3, 8, 12]) {
      const entry = { ...attempting, attempts };
      const longest = Math.min(backoff.maxMs, backoff.firstMs * 2 ** (attempts - 1));
      expect(waitOf(changeDelivery(entry, answer(busy, { fraction: 0 }), noon))).toBe(0);
      expect(waitOf(changeDelivery(entry, answer(busy, { fraction: 0.5 }), noon))).toBe(longest / 2);
    }
  });

  it("honours what the carrier asks for, and not more than a day of it", () => {
    expect(patient(15 * minute)).toBe(15 * minute);
    expect(patient(1000 * hour)).toBe(24 * hour);
  });

  it("ends with the last attempt, and says so", () => {
    const entry = { ...attempting, attempts: deliveryLimits.attemptsMax };
    expect(changeDelivery(entry, answer(busy), noon)).toMatchObject({
      state: "failed",
      code: "smtp/busy",
      reason: "Later. It was tried 16 times, and is not tried again by itself.",
    });
  });

  it("ends after two days, counted from the first attempt and not from when it was opened", () => {
    const late = afterAll(opened, [claim(), after(100 * hour)]);
    expect(changeDelivery(late, answer(busy), after(101 * hour))).toMatchObject({ state: "queued" });
    expect(changeDelivery(late, answer(busy), after(148 * hour))).toMatchObject({
      state: "failed",
      reason: "Later. It was tried once, and is not tried again by itself.",
    });
  });

  it("begins anew when the reader asks for it", () => {
    const worn = { ...attempting, attempts: deliveryLimits.attemptsMax, tryingSince: after(-47 * hour).toISOString() };
    const again = afterAll(
      worn,
      [answer(busy), noon],
      [resolve("retry"), after(72 * hour)],
      [claim(), after(72 * hour)],
    );
    expect(again.attempts).toBe(deliveryLimits.attemptsMax + 1);
    expect(changeDelivery(again, answer(busy), after(72 * hour))).toMatchObject({ state: "queued" });
  });

  it("takes between one and two days where every attempt waits for half of the longest time", () => {
    let entry = opened;
    let now = noon;
    while (entry.state !== "failed") {
      entry = afterAll(entry, [claim(), now]);
      entry = afterAll(entry, [answer(busy), now]);
      now = new Date(entry.notBefore ?? now);
    }
    expect(entry.attempts).toBe(deliveryLimits.attemptsMax);
    expect((now.getTime() - noon.getTime()) / hour).toBeGreaterThan(23);
    expect((now.getTime() - noon.getTime()) / hour).toBeLessThan(48);
  });
});

describe("whatever happens to a delivery, in whatever order", () => {
  const fraction = fc.double({ min: 0, max: 0.999, noNaN: true });
  const token = fc.constantFrom("a", "b");
  const given = fc.constantFrom(accepted, refusedForGood, busy, noAnswer);
  const happening = fc.oneof(
    fc.record({ kind: fc.constant("claim" as const), token }),
    fc.record({ kind: fc.constant("answer" as const), token, answer: given, evidenceWithinMs: fc.nat(hour), fraction }),
    fc.record({
      kind: fc.constant("abandon" as const),
      claimedBefore: fc.nat(hour).map(after),
      evidenceWithinMs: fc.nat(hour),
    }),
    fc.record({
      kind: fc.constant("evidence" as const),
      version: fc.integer({ min: 1, max: 12 }),
      found: fc.constantFrom("accepted" as const, "not-accepted" as const, "unknown" as const),
      fraction,
    }),
    fc.record({ kind: fc.constant("refuse" as const), code: fc.constant("a/b"), reason: fc.constant("No.") }),
    fc.record({
      kind: fc.constant("resolve" as const),
      as: fc.constantFrom("sent" as const, "retry" as const),
      eventId: fc.constantFrom("x", "y"),
    }),
  );

  it("is never changed once sent, only ever counts up, and always has either a time or an end", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(happening, fc.nat(50 * hour)), { maxLength: 40 }), (happenings) => {
        let entry = opened;
        for (const [change, ms] of happenings) {
          const changed = changeDelivery(entry, change, after(ms));
          if (changed === undefined) continue;
          expect(entry.state).not.toBe("sent");
          expect(changed.version).toBe(entry.version + 1);
          expect(changed.attempts - entry.attempts).toBe(change.kind === "claim" ? 1 : 0);
          expect(changed.dueAt === undefined).toBe(["sent", "failed", "parked"].includes(changed.state));
          expect(DeliveryEntry.parse(changed)).toEqual(changed);
          entry = changed;
        }
      }),
    );
  });

  it("leads to the carrier only from queued, and to queued only by proof or by the reader", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(happening, fc.nat(50 * hour)), { maxLength: 40 }), (happenings) => {
        let entry = opened;
        for (const [change, ms] of happenings) {
          const changed = changeDelivery(entry, change, after(ms));
          if (changed?.state === "attempting") expect(entry.state).toBe("queued");
          if (changed?.state === "queued") {
            const proven =
              (change.kind === "answer" && change.answer === busy && change.token === entry.token) ||
              (change.kind === "evidence" && change.found === "not-accepted");
            expect(proven || (change.kind === "resolve" && change.as === "retry")).toBe(true);
          }
          entry = changed ?? entry;
        }
      }),
    );
  });
});
