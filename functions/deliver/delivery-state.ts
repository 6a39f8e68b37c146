import { fullJitterMs } from "../../shared/full-jitter.ts";
import type { MailAnswer } from "../../shared/ports/mail.ts";
import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";
import { nextEntry as next } from "./next-entry.ts";
import { type ReportChange, reported } from "./report-change.ts";

/**
 * How a delivery may change. Every change is one conditional write of the ledger, and only these are made:
 *
 * ```
 *   queued, never attempted ──wait──> queued (not before a while) ──turn──> queued
 *                     refuse
 *   queued ─────────────────────────────────> failed ──resolve(retry)──> queued
 *   queued ──claim──> attempting ──answer───> sent | failed | queued (not before a while) | uncertain
 *                     attempting ──abandon──> uncertain
 *   uncertain, parked ──evidence──> sent | queued | failed;  uncertain ──(no evidence, time is over)──> parked
 *   uncertain, parked ──late answer, same token──> sent | queued | failed
 *   uncertain, parked ──resolve──> sent | queued;  bounced, refused ──resolve(retry)──> queued
 *   whatever was attempted ──report──> sent, delivered, bounced or refused: forward only (report-change.ts)
 * ```
 */
export type DeliveryChange =
  /** The volume before it has no outcome yet, and is looked at again then. */
  | { readonly kind: "wait"; readonly until: Date }
  /** The volume before it has one: what waited for that may go. */
  | { readonly kind: "turn" }
  /** It cannot be sent, and the carrier has not been asked. */
  | { readonly kind: "refuse"; readonly code: string; readonly reason: string }
  | { readonly kind: "claim"; readonly token: string }
  /** What came of the attempt with this token. `fraction`: for the jitter, at least 0, less than 1. */
  | {
      readonly kind: "answer";
      readonly token: string;
      readonly answer: MailAnswer;
      readonly evidenceWithinMs: number;
      readonly fraction: number;
    }
  /** The claim was made before then, and nobody is left who could say what came of it. */
  | { readonly kind: "abandon"; readonly claimedBefore: Date; readonly evidenceWithinMs: number }
  /** What the carrier knew of it when that version was the present one: of later attempts it says nothing. */
  | {
      readonly kind: "evidence";
      readonly version: number;
      readonly found: "accepted" | "not-accepted" | "unknown";
      readonly fraction: number;
    }
  | ReportChange
  /** The reader has decided, in the event of that id, about the last of so many attempts. */
  | {
      readonly kind: "resolve";
      readonly as: "sent" | "retry";
      readonly eventId: string;
      readonly attempts?: number | undefined;
    };

export const deliveryLimits = {
  /** Of one series: some two days, most of them at its far end. */
  attemptsMax: 16,
  retryForMs: 48 * 3_600_000,
  backoff: { firstMs: 30_000, maxMs: 8 * 3_600_000 },
  /** A carrier may ask for more patience than that, and does not get it. */
  retryAfterMsMax: 24 * 3_600_000,
  /** After this long a claim has been left behind. More than `startWithinMs` and the longest that a carrier takes. */
  claimMs: 15 * 60_000,
  /** A claim that has not led to the carrier by then (the machine slept) does not do so any more. */
  startWithinMs: 2 * 60_000,
  /** A request that nobody has acted on for this long is taken for lost, and made again. */
  requestLostAfterMs: 120_000,
  /** How long a volume waits before it asks by itself whether the one before it has an outcome. */
  turnAskedAfterMs: 10 * 60_000,
  /** Clocks differ: what is due in so little time is due. */
  clockSkewMs: 5_000,
} as const;

/**
 * The entry after a change, its version raised by one; `undefined` where the change is not one for its state, and
 * nothing happens. Total: there is an answer for every change in every state.
 */
export function changeDelivery(entry: DeliveryEntry, change: DeliveryChange, now: Date): DeliveryEntry | undefined {
  switch (change.kind) {
    case "wait":
      return isClaimable(entry, now) && entry.attempts === 0 ? waiting(entry, change.until, now) : undefined;
    case "turn":
      return isWaiting(entry) ? queuedNow(entry, now) : undefined;
    case "refuse":
      return entry.state === "queued" ? failed(entry, change, now) : undefined;
    case "claim":
      return isClaimable(entry, now) ? claimed(entry, change.token, now) : undefined;
    case "answer":
      return answered(entry, change, now);
    case "abandon":
      return isAbandoned(entry, change.claimedBefore) ? uncertain(entry, abandoned, change, now) : undefined;
    case "evidence":
      return settled(entry, change, now);
    case "report":
      return reported(entry, change, now);
    case "resolve":
      return resolved(entry, change, now);
  }
}

/** What a delivery is opened for. */
export type NewDelivery = Pick<
  DeliveryEntry,
  | "deliveryId"
  | "account"
  | "deviceId"
  | "documentId"
  | "kind"
  | "documentKey"
  | "mediaType"
  | "title"
  | "copy"
  | "previousId"
  | "nextId"
  | "rung"
> & { readonly cause: { readonly id: string; readonly correlationId: string } };

/**
 * The first entry of a delivery: to be attempted at once, and found by `poll` where the request for it got lost.
 * @param waits whether it is a volume whose turn has not come
 */
export function newDelivery({ cause, ...delivery }: NewDelivery, now: Date, { waits = false } = {}): DeliveryEntry {
  const entry: DeliveryEntry = {
    ...delivery,
    version: 1,
    state: "queued",
    attempts: 0,
    causeId: cause.id,
    correlationId: cause.correlationId,
    openedAt: now.toISOString(),
    changedAt: now.toISOString(),
    dueAt: after(now, deliveryLimits.requestLostAfterMs),
  };
  const until = turnAskedFor(now);
  return waits ? { ...entry, ...waitingFields(until) } : entry;
}

/*
 * 2026-11-28. Does a volume wait for one that is parked? Volumes are delivered in order, and a parked one may not have
 * arrived: if its reader has it sent again it comes last. Waiting for its reader's word would hold back what nothing is
 * wrong with until somebody looks at a page, which for most people is never, although a mail whose request was written has
 * mostly arrived. It has been waited for already, as long as evidence could come. Chosen: the next one goes. Each says in
 * its title which of how many it is, so that a library puts them in order whenever they came. To be revisited if Amazon
 * ever orders a series by its day of arrival, or if parked deliveries turn out to be mostly lost ones.
 */

/** Whether a delivery has come to an end, or to where nobody but its reader gets it on: the volume after it may go. */
export function isSettled({ state }: Pick<DeliveryEntry, "state">): boolean {
  return state !== "queued" && state !== "attempting" && state !== "uncertain";
}

/** Whether it waits for the volume before it, and for nothing else. */
export function isWaiting({ state, code }: Pick<DeliveryEntry, "state" | "code">): boolean {
  return state === "queued" && code === waitsForVolume.code;
}

/** When a volume whose turn has not come asks for it by itself; the one before it tells it sooner. */
export function turnAskedFor(now: Date, previous?: Pick<DeliveryEntry, "dueAt">): Date {
  const soonest = now.getTime() + deliveryLimits.turnAskedAfterMs;
  return new Date(Math.max(soonest, previous?.dueAt === undefined ? 0 : Date.parse(previous.dueAt)));
}

const waitsForVolume: Refusal = {
  code: "delivery/waits-its-turn",
  reason: "The volume before this one is sent first.",
};

function waitingFields(until: Date) {
  const { code, reason } = waitsForVolume;
  return { code, reason, notBefore: until.toISOString(), dueAt: until.toISOString() };
}

function waiting(entry: DeliveryEntry, until: Date, now: Date): DeliveryEntry {
  return { ...next(entry, "queued", now), ...waitingFields(until) };
}

function queuedNow(entry: DeliveryEntry, now: Date): DeliveryEntry {
  return { ...next(entry, "queued", now), dueAt: after(now, deliveryLimits.requestLostAfterMs) };
}

/** Whether it may be attempted now. */
export function isClaimable(entry: DeliveryEntry, now: Date): boolean {
  if (entry.state !== "queued") return false;
  const { notBefore } = entry;
  return notBefore === undefined || Date.parse(notBefore) - now.getTime() <= deliveryLimits.clockSkewMs;
}

/** The moment before which a claim must have been made to be left behind by now. */
export function abandonedBefore(now: Date): Date {
  return new Date(now.getTime() - deliveryLimits.claimMs);
}

export function isAbandoned(entry: DeliveryEntry, claimedBefore: Date): boolean {
  return entry.state === "attempting" && Date.parse(entry.claimedAt ?? entry.changedAt) < claimedBefore.getTime();
}

/** Whether a claim may still lead to the carrier: there must be time enough for it to end before it counts as left. */
export function mayStillStart(entry: DeliveryEntry, now: Date): boolean {
  const waitedMs = now.getTime() - Date.parse(entry.claimedAt ?? entry.changedAt);
  return waitedMs <= deliveryLimits.startWithinMs;
}

function claimed(entry: DeliveryEntry, token: string, now: Date): DeliveryEntry {
  return {
    ...next(entry, "attempting", now),
    token,
    claimedAt: now.toISOString(),
    attempts: entry.attempts + 1,
    tryingSince: entry.tryingSince ?? now.toISOString(),
    dueAt: after(now, deliveryLimits.claimMs + 1),
  };
}

function answered(
  entry: DeliveryEntry,
  { token, answer, evidenceWithinMs, fraction }: Extract<DeliveryChange, { kind: "answer" }>,
  now: Date,
): DeliveryEntry | undefined {
  const isAwaited = entry.state === "attempting" || entry.state === "uncertain" || entry.state === "parked";
  if (!isAwaited || entry.token !== token) return undefined;
  switch (answer.outcome) {
    case "accepted":
      return {
        ...next(entry, "sent", now),
        settledBy: "provider",
        ...(answer.providerMessageId === undefined ? {} : { providerMessageId: answer.providerMessageId }),
      };
    case "not-accepted":
      return answer.permanent ? failed(entry, answer, now) : queuedAgain(entry, answer, fraction, now);
    case "unknown":
      // Told late, it tells nothing that is not known.
      return entry.state === "attempting" ? uncertain(entry, answer, { evidenceWithinMs }, now) : undefined;
  }
}

function settled(
  entry: DeliveryEntry,
  { version, found, fraction }: Extract<DeliveryChange, { kind: "evidence" }>,
  now: Date,
): DeliveryEntry | undefined {
  if (entry.version !== version) return undefined;
  if (entry.state !== "uncertain" && entry.state !== "parked") return undefined;
  switch (found) {
    case "accepted":
      return { ...next(entry, "sent", now), settledBy: "look-up" };
    case "not-accepted":
      return queuedAgain(entry, provenNotAccepted, fraction, now);
    case "unknown":
      return entry.state === "uncertain" && Date.parse(entry.evidenceUntil ?? entry.changedAt) <= now.getTime()
        ? parked(entry, now)
        : undefined;
  }
}

function resolved(
  entry: DeliveryEntry,
  { as, eventId, attempts = entry.attempts }: Extract<DeliveryChange, { kind: "resolve" }>,
  now: Date,
): DeliveryEntry | undefined {
  const resolutions = entry.resolutions ?? [];
  // A decision that took its time on the way must not be taken for one about an attempt that its reader knew nothing of.
  if (resolutions.includes(eventId) || attempts !== entry.attempts) return undefined;
  const isOpen = entry.state === "uncertain" || entry.state === "parked";
  if (as === "sent" && isOpen) {
    return { ...next(entry, "sent", now), settledBy: "reader", resolutions: [...resolutions, eventId] };
  }
  if (as === "retry" && (isOpen || hasEndedBadly(entry))) {
    const queued = next(entry, "queued", now);
    delete queued.tryingSince;
    return {
      ...queued,
      attemptsBefore: entry.attempts,
      resolutions: [...resolutions, eventId],
      dueAt: after(now, deliveryLimits.requestLostAfterMs),
    };
  }
  return undefined;
}

function hasEndedBadly({ state }: DeliveryEntry): boolean {
  return state === "failed" || state === "bounced" || state === "refused";
}

interface Refusal {
  readonly code: string;
  readonly reason: string;
  readonly retryAfterMs?: number;
}

const abandoned: Refusal = {
  code: "delivery/abandoned",
  reason: "The server stopped while it was sending, so nobody knows whether the mail was accepted.",
};
const provenNotAccepted: Refusal = {
  code: "delivery/not-accepted",
  reason: "The mail server has not taken the mail after all.",
};

function failed(entry: DeliveryEntry, { code, reason }: Refusal, now: Date): DeliveryEntry {
  return { ...next(entry, "failed", now), code, reason };
}

function queuedAgain(entry: DeliveryEntry, refusal: Refusal, fraction: number, now: Date): DeliveryEntry {
  const { attemptsMax, retryForMs, backoff, retryAfterMsMax } = deliveryLimits;
  const attempt = entry.attempts - (entry.attemptsBefore ?? 0);
  const jitterMs = fullJitterMs(attempt, backoff, fraction);
  // Everybody was told the same "retry after": the jitter keeps them apart there, too.
  const waitMs = Math.min(refusal.retryAfterMs ?? 0, retryAfterMsMax) + jitterMs;
  const triedForMs = now.getTime() - Date.parse(entry.tryingSince ?? entry.openedAt);
  if (attempt >= attemptsMax || triedForMs + waitMs > retryForMs) {
    return failed(entry, { ...refusal, reason: `${refusal.reason} ${triedWords(attempt)}` }, now);
  }
  const notBefore = after(now, waitMs);
  return { ...next(entry, "queued", now), code: refusal.code, reason: refusal.reason, notBefore, dueAt: notBefore };
}

function triedWords(attempts: number): string {
  return `It was tried ${attempts === 1 ? "once" : `${attempts} times`}, and is not tried again by itself.`;
}

function uncertain(
  entry: DeliveryEntry,
  { code, reason }: Refusal,
  { evidenceWithinMs }: { evidenceWithinMs: number },
  now: Date,
): DeliveryEntry {
  const evidenceUntil = after(now, evidenceWithinMs);
  const { token } = entry;
  return {
    ...next(entry, "uncertain", now),
    ...(token === undefined ? {} : { token }),
    code,
    reason,
    evidenceUntil,
    dueAt: evidenceUntil,
  };
}

function parked(entry: DeliveryEntry, now: Date): DeliveryEntry {
  const { token, code = abandoned.code, reason = abandoned.reason } = entry;
  return { ...next(entry, "parked", now), ...(token === undefined ? {} : { token }), code, reason };
}

function after(now: Date, delayMs: number): string {
  return new Date(now.getTime() + delayMs).toISOString();
}
