import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
  IterableBackoff,
} from "cockatiel";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Mail, MailAnswer, OutgoingMail } from "../../ports/mail.ts";
import type { Timers } from "../../ports/timers.ts";
import {
  afterReserving,
  afterTaken,
  afterTooFast,
  newSendRate,
  type SendRateLimits,
  sendRateLimits,
  waitMsFor,
} from "./send-rate.ts";

export interface ConsiderateMailLimits {
  /** How many mails are with the carrier at once, each with a connection of its own. */
  readonly atOnceMax: number;
  /** How many more may wait for one of those places. */
  readonly waitingMax: number;
  /** How long a mail waits here before it is given back: its claim grows old meanwhile. */
  readonly waitMsMax: number;
  /** So many in a row that the carrier could not answer are enough. */
  readonly troublesMax: number;
  /** How long nothing is sent then: after each trial that fails, the next one; the last one again and again. */
  readonly restMs: readonly [number, ...number[]];
  readonly rate: SendRateLimits;
}

export const considerateMailLimits: ConsiderateMailLimits = {
  atOnceMax: 16,
  waitingMax: 256,
  waitMsMax: 30_000,
  troublesMax: 5,
  restMs: [30_000, 60_000, 120_000, 300_000, 600_000],
  rate: sendRateLimits,
};

export interface ConsiderateMailOptions {
  /** As people call the carrier: "SendGrid". */
  readonly carrier: string;
  /** Whether an answer says that the carrier is not well, and not that this one mail is. */
  readonly isTrouble: (answer: MailAnswer) => boolean;
  /** Whether an answer says that mails come too fast. */
  readonly isTooFast: (answer: MailAnswer) => boolean;
  readonly limits?: Partial<ConsiderateMailLimits>;
}

/**
 * Mail that takes its carrier's state into account: a circuit breaker (a carrier that is not well is left alone, so that
 * its trouble makes no delivery uncertain that has not begun), a bulkhead (a slow one does not keep everything else
 * waiting) and a rate that adapts to what it says.
 *
 * A mail that is held back here has certainly not been accepted, and says when to come again.
 */
export function considerateMail(
  mail: Mail,
  { carrier, isTrouble, isTooFast, limits: changed = {} }: ConsiderateMailOptions,
  { clock, timers, log }: { readonly clock: Clock; readonly timers: Timers; readonly log: Log },
): Mail {
  const limits = { ...considerateMailLimits, ...changed };
  const nowMs = () => clock.now().getTime();
  const breaker = circuitBreaker(
    handleWhenResult((answer) => isTrouble(answer as MailAnswer)),
    { halfOpenAfter: new IterableBackoff(limits.restMs), breaker: new ConsecutiveBreaker(limits.troublesMax) },
  );
  const places = bulkhead(limits.atOnceMax, limits.waitingMax);
  let rests = 0;
  let restsUntil = 0;
  let rate = newSendRate(limits.rate);
  breaker.onBreak(() => {
    const restMs = limits.restMs[Math.min(rests, limits.restMs.length - 1)] ?? 0;
    rests += 1;
    restsUntil = nowMs() + restMs;
    log.warn("mail.carrier-rests", { carrier, restMs, rests });
  });
  breaker.onReset(() => {
    rests = 0;
    log.info("mail.carrier-well", { carrier });
  });

  const resting = () =>
    held(
      "mail/carrier-rests",
      `${carrier} was not working, so this mail was kept back until it is tried again.`,
      restsUntil - nowMs(),
    );
  const tooMany = (retryAfterMs: number) =>
    held("mail/kept-back", `${carrier} takes only so many mails at a time, so this one was kept back.`, retryAfterMs);

  const send = async (outgoing: OutgoingMail): Promise<MailAnswer> => {
    const startedAt = nowMs();
    const answer = await mail.send(outgoing);
    if (answer.outcome === "accepted") rate = afterTaken(rate, limits.rate);
    if (isTooFast(answer)) {
      const { retryAfterMs } = answer as { readonly retryAfterMs?: number };
      rate = afterTooFast(rate, { startedAt, now: nowMs(), retryAfterMs }, limits.rate);
      log.warn("mail.slowed", { carrier, perSecond: rate.perSecond });
    }
    return answer;
  };

  const sendInTurn = async (outgoing: OutgoingMail): Promise<MailAnswer> => {
    if (breaker.state === CircuitState.Open && restsUntil > nowMs()) return resting();
    const waitMs = waitMsFor(rate, nowMs());
    if (waitMs > limits.waitMsMax) return tooMany(waitMs);
    rate = afterReserving(rate, nowMs());
    let hasLeft = false;
    let hasGivenUp = false;
    // Waiting is bounded, and a conversation that has begun is not: it has limits of its own.
    const patience = Promise.withResolvers<MailAnswer>();
    const takeBack = timers.after(limits.waitMsMax, () => {
      if (hasLeft) return;
      hasGivenUp = true;
      patience.resolve(tooMany(limits.waitMsMax));
    });
    const turn = async (): Promise<MailAnswer> => {
      if (waitMs > 0) await new Promise<void>((resolve) => void timers.after(waitMs, resolve));
      return await places.execute(async () => {
        // Asked before the breaker, which would take this for a success, and again after it: a trial takes its time.
        if (hasGivenUp) return tooMany(limits.waitMsMax);
        return await breaker.execute(() => {
          if (hasGivenUp) return tooMany(limits.waitMsMax);
          hasLeft = true;
          return send(outgoing);
        });
      });
    };
    try {
      return await Promise.race([turn(), patience.promise]);
    } catch (error) {
      if (error instanceof BrokenCircuitError) return resting();
      if (error instanceof BulkheadRejectedError) return tooMany(limits.waitMsMax);
      throw error;
    } finally {
      takeBack();
    }
  };

  return {
    messageBytesMax: mail.messageBytesMax,
    evidenceWithinMs: mail.evidenceWithinMs,
    bytesOf: (outgoing) => mail.bytesOf(outgoing),
    send: sendInTurn,
    lookUp: (deliveryId) => mail.lookUp(deliveryId),
  };
}

function held(code: string, reason: string, retryAfterMs: number): MailAnswer {
  const waitMs = Math.max(0, Math.ceil(retryAfterMs));
  return { outcome: "not-accepted", permanent: false, code, reason, retryAfterMs: waitMs };
}
