/**
 * How fast mails may leave: a little faster with every mail that was taken, half as fast once the carrier has said that
 * it was too fast (additive increase, multiplicative decrease). Times are milliseconds since the epoch.
 */
export interface SendRate {
  /** Mails a second. */
  readonly perSecond: number;
  /** Before then no further mail leaves. */
  readonly nextAt: number;
  /** When it was slowed down last: what had left before then was sent at the former rate, and says nothing of this one. */
  readonly slowedAt: number;
}

export interface SendRateLimits {
  readonly perSecondMin: number;
  readonly perSecondMax: number;
  /** By how much it rises in a second in which as many mails leave as may. */
  readonly risePerSecond: number;
  /** A carrier may ask for more patience than that, and does not get it from here. */
  readonly pauseMsMax: number;
}

export const sendRateLimits: SendRateLimits = {
  perSecondMin: 0.2,
  perSecondMax: 100,
  risePerSecond: 1,
  pauseMsMax: 60_000,
};

export function newSendRate({ perSecondMax }: SendRateLimits = sendRateLimits): SendRate {
  return { perSecond: perSecondMax, nextAt: 0, slowedAt: Number.NEGATIVE_INFINITY };
}

/** How long a mail has to wait that wants to leave now. */
export function waitMsFor(rate: SendRate, now: number): number {
  return Math.max(0, rate.nextAt - now);
}

/** The rate once a mail has taken its place in the line. */
export function afterReserving(rate: SendRate, now: number): SendRate {
  return { ...rate, nextAt: Math.max(rate.nextAt, now) + 1000 / rate.perSecond };
}

export function afterTaken(rate: SendRate, { perSecondMax, risePerSecond }: SendRateLimits = sendRateLimits): SendRate {
  return { ...rate, perSecond: Math.min(perSecondMax, rate.perSecond + risePerSecond / rate.perSecond) };
}

/** @param startedAt when the mail left that was too fast */
export function afterTooFast(
  rate: SendRate,
  { startedAt, now, retryAfterMs = 0 }: { startedAt: number; now: number; retryAfterMs?: number | undefined },
  { perSecondMin, pauseMsMax }: SendRateLimits = sendRateLimits,
): SendRate {
  const nextAt = Math.max(rate.nextAt, now + Math.min(retryAfterMs, pauseMsMax));
  if (startedAt < rate.slowedAt) return { ...rate, nextAt };
  return { perSecond: Math.max(perSecondMin, rate.perSecond / 2), nextAt, slowedAt: now };
}
