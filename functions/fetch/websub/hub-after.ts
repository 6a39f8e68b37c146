import type { FeedHub } from "../../../shared/read-models/feed-hubs.ts";
import { dayMs } from "../next-fetch.ts";
import type { HubOffer } from "./hub-offer.ts";

/** What a hub is asked for; it may give less. The specification suggests as much. */
export const leaseSeconds = 10 * 24 * 3600;
/** Whoever gives more is asked again all the same. */
const leaseMsMax = 30 * dayMs;
const renewBeforeMs = 2 * dayMs;
/** A hub asks back within minutes. One that has not done so in a day is asked again. */
const pendingMsMax = dayMs;
const deniedMsMax = 7 * dayMs;

/** Whether the hub is to be asked to tell us: there is a new one, or it will soon stop, or has not answered. */
export function needsAsking(before: FeedHub | undefined, { hub, topic }: HubOffer, now: Date): boolean {
  if (before === undefined || before.hub !== hub || before.topic !== topic) return true;
  const askedMs = now.getTime() - Date.parse(before.requestedAt);
  switch (before.state) {
    case "pending":
      return askedMs >= pendingMsMax;
    case "denied":
      return askedMs >= deniedMsMax;
    case "active":
      return before.until === undefined || Date.parse(before.until) - now.getTime() < renewBeforeMs;
  }
}

/** It is being asked. What it has promised before goes on until it ends. */
export function hubAfterAsking(before: FeedHub | undefined, feedId: string, offer: HubOffer, now: Date): FeedHub {
  const isSame = before?.hub === offer.hub && before.topic === offer.topic;
  return {
    feedId,
    ...offer,
    state: "pending",
    requestedAt: now.toISOString(),
    until: isSame ? before.until : undefined,
  };
}

/** It asks whether we have asked it: yes, if this is so. */
export function hubAfterVerifying(before: FeedHub, topic: string, lease: string | undefined, now: Date): FeedHub {
  if (!isPending(before, topic)) return before;
  const seconds = /^\d{1,9}$/u.test(lease ?? "") ? Number(lease) : leaseSeconds;
  const until = new Date(now.getTime() + Math.min(seconds * 1000, leaseMsMax));
  return { ...before, state: "active", until: until.toISOString() };
}

export function isPending(hub: FeedHub | undefined, topic: string): boolean {
  return hub?.state === "pending" && hub.topic === topic;
}

/** Whether it may send us anything. */
export function isTelling({ until }: FeedHub, now: Date): boolean {
  return until !== undefined && until > now.toISOString();
}
