import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import {
  afterReserving,
  afterTaken,
  afterTooFast,
  newSendRate,
  type SendRate,
  sendRateLimits,
  waitMsFor,
} from "../../../../shared/adapters/mail/send-rate.ts";

const { perSecondMin, perSecondMax, pauseMsMax } = sendRateLimits;
const what = fc.record({
  kind: fc.constantFrom("send", "taken", "too fast"),
  afterMs: fc.nat(5000),
  agoMs: fc.nat(5000),
  retryAfterMs: fc.option(fc.nat(200_000), { nil: undefined }),
});

function follow(steps: readonly { kind: string; afterMs: number; agoMs: number; retryAfterMs: number | undefined }[]) {
  let now = 1_000_000;
  let rate: SendRate = newSendRate();
  const states: { rate: SendRate; now: number }[] = [];
  for (const { kind, afterMs, agoMs, retryAfterMs } of steps) {
    now += afterMs;
    if (kind === "send") rate = afterReserving(rate, now);
    else if (kind === "taken") rate = afterTaken(rate);
    else rate = afterTooFast(rate, { startedAt: now - agoMs, now, retryAfterMs });
    states.push({ rate, now });
  }
  return states;
}

describe("the rate at which mails leave", () => {
  it("stays within its limits and never forgets a promise, whatever happens", () => {
    fc.assert(
      fc.property(fc.array(what), (steps) => {
        let before = 0;
        for (const { rate } of follow(steps)) {
          expect(rate.perSecond).toBeGreaterThanOrEqual(perSecondMin);
          expect(rate.perSecond).toBeLessThanOrEqual(perSecondMax);
          expect(rate.nextAt).toBeGreaterThanOrEqual(before);
          before = rate.nextAt;
        }
      }),
    );
  });

  it("halves once for a burst that left before it was slowed down", () => {
    let rate = newSendRate();
    rate = afterTooFast(rate, { startedAt: 1000, now: 2000 });
    expect(rate.perSecond).toBe(perSecondMax / 2);
    rate = afterTooFast(rate, { startedAt: 1500, now: 2100 });
    expect(rate.perSecond).toBe(perSecondMax / 2);
    rate = afterTooFast(rate, { startedAt: 2050, now: 2200 });
    expect(rate.perSecond).toBe(perSecondMax / 4);
  });

  it("rises by about one mail a second in each second of mails that were taken", () => {
    let rate: SendRate = { ...newSendRate(), perSecond: 10 };
    for (let mail = 0; mail < 10; mail += 1) rate = afterTaken(rate);
    expect(rate.perSecond).toBeGreaterThan(10.9);
    expect(rate.perSecond).toBeLessThan(11.1);
  });

  it("keeps mails apart, and waits as long as it is asked to, within reason", () => {
    let rate: SendRate = { ...newSendRate(), perSecond: 2 };
    rate = afterReserving(rate, 10_000);
    expect(waitMsFor(rate, 10_000)).toBe(500);
    expect(waitMsFor(rate, 10_600)).toBe(0);
    rate = afterTooFast(rate, { startedAt: 10_000, now: 10_100, retryAfterMs: 20_000 });
    expect(waitMsFor(rate, 10_100)).toBe(20_000);
    rate = afterTooFast(rate, { startedAt: 10_000, now: 10_100, retryAfterMs: 10 * pauseMsMax });
    expect(waitMsFor(rate, 10_100)).toBe(pauseMsMax);
  });
});
