import type { Feed } from "../../shared/read-models/feeds.ts";
import type { Failure } from "./failure.ts";
import type { ParsedFeed } from "./feed/parsed-feed.ts";
import { hostKeyOf } from "./host-key.ts";
import { dayMs, nextFetchAfter, retryAfterFailure } from "./next-fetch.ts";
import { afterObserving, hasMoved, type Moving, observedTarget } from "./observe-move.ts";
import { observedPace } from "./observed-gap.ts";
import type { Delayed, NewBody, Told, Unchanged } from "./outcome-of-answer.ts";
import type { FeedRead } from "./read-body.ts";

/** What deciding on the next time depends on besides the answer. */
export interface Moment {
  readonly now: Date;
  /** At least 0, less than 1. */
  readonly fraction: number;
}

/** A day later a publisher who was mistaken has noticed; somewhat less, so that the second time is not put off by jitter. */
const goneConfirmedAfterMs = dayMs * 0.8;
/** From then on nobody seems to repair it, and it is looked for once a week. */
const missingWeeklyAfterMs = 14 * dayMs;
const missingIntervalMs = 7 * dayMs;
/** From then on its readers are asked whether they still want it. */
const askReadersAfterMs = 30 * dayMs;
const retryMsMin = 60_000;
const formerUrlsMax = 20;

export function newFeed(id: string, url: string, now: Date): Feed {
  const host = hostKeyOf(url);
  return {
    id,
    url,
    title: "",
    state: "active",
    nextFetchAt: now.toISOString(),
    failures: 0,
    version: 1,
    host,
    subscribers: 0,
  };
}

/** Whether it is time to ask, and nobody does. */
export function isDue({ state, nextFetchAt, lease }: Feed, now: Date): boolean {
  const at = now.toISOString();
  return state === "active" && nextFetchAt <= at && (lease === undefined || lease.until <= at);
}

/**
 * The address to ask next: its own, or the one that it has long said it has moved to, which has to prove that it is a feed
 * first.
 */
export function askedUrlOf({ url, moving }: Pick<Feed, "url" | "moving">): string {
  return hasMoved(moving) && moving.why !== "redirect" ? moving.to : url;
}

/** It has answered, and has nothing new. */
export function feedAfterUnchanged(feed: Feed, told: Unchanged, moment: Moment): Feed {
  const newFeedUrl = feed.moving?.why === "feed" ? feed.moving.to : undefined;
  return paced({ ...working(feed, told, moment, newFeedUrl) }, moment);
}

/** It has answered, and has been read. */
export function feedAfterRead(
  feed: Feed,
  body: NewBody,
  { parsed, itemsNew }: { readonly parsed: FeedRead; readonly itemsNew: number },
  moment: Moment,
): Feed {
  const { gapMs, newestAt } = observedPace(parsed.items);
  const { ttlMinutes, updatePeriodMinutes, skipHours, skipDays } = parsed.pace;
  const after: Feed = {
    ...working(feed, body, moment, parsed.newFeedUrl),
    title: titleOf(parsed, body.url),
    siteUrl: parsed.siteUrl,
    language: parsed.language,
    items: parsed.itemsInAll,
    readWholeAt: feed.readWholeAt ?? (body.isPart ? undefined : moment.now.toISOString()),
    bodySha256: body.isPart ? undefined : body.bodySha256,
    pace: { ttlMinutes, updatePeriodMinutes, skipHours: [...skipHours], skipDays: [...skipDays] },
    gapMs,
    newestAt: newestAt?.toISOString(),
    lastChangedAt: itemsNew > 0 ? moment.now.toISOString() : feed.lastChangedAt,
  };
  return paced(after, moment);
}

/** A feed that does not say what it is called is called after where it is. */
export function titleOf({ title }: Pick<ParsedFeed, "title">, url: string): string {
  return title === "" ? new URL(url).hostname : title;
}

function working(feed: Feed, told: Told, { now }: Moment, newFeedUrl: string | undefined): Feed {
  return {
    ...feed,
    lease: undefined,
    continuation: undefined,
    lastFetchedAt: now.toISOString(),
    lastStatus: told.status,
    failures: 0,
    failingSince: undefined,
    code: undefined,
    message: undefined,
    notBefore: undefined,
    goneSince: undefined,
    validators: told.validators,
    freshUntil: told.freshUntil?.toISOString(),
    moving: afterObserving(feed.moving, observedTarget(feed, { hops: told.hops, newFeedUrl }), now),
  };
}

function paced(feed: Feed, { now, fraction }: Moment): Feed {
  const pacing = {
    ...feed,
    hasValidators: feed.validators !== undefined,
    hasHub: feed.hubUntil !== undefined && feed.hubUntil > now.toISOString(),
  };
  return {
    ...feed,
    nextFetchAt: nextFetchAfter(pacing, now, fraction).toISOString(),
    host: hostKeyOf(askedUrlOf(feed)),
  };
}

/**
 * It could not be had, and why. It is asked again by itself, unless its publisher has said twice that it is no more.
 * @param observed where it seems to have moved to, if this answer says so
 */
export function feedAfterFailure(feed: Feed, failure: Failure, { now, fraction }: Moment, observed?: Moving): Feed {
  const failures = feed.failures + 1;
  const failingSince = feed.failingSince ?? now.toISOString();
  const goneSince = failure.trouble === "gone" ? (feed.goneSince ?? now.toISOString()) : undefined;
  const isGone = goneSince !== undefined && now.getTime() - Date.parse(goneSince) >= goneConfirmedAfterMs;
  const next = nextTry({ ...feed, failures, failingSince, goneSince }, failure, { now, fraction });
  const isLimited = failure.retryAfterMs !== undefined || failure.trouble === "limited";
  // An address that was to take the place of its own, and is no feed, will not.
  const moving = observed ?? (askedUrlOf(feed) === feed.url ? feed.moving : undefined);
  return {
    ...feed,
    lease: undefined,
    continuation: undefined,
    state: isGone ? "gone" : "active",
    lastFetchedAt: now.toISOString(),
    lastStatus: failure.status,
    failures,
    failingSince,
    goneSince,
    moving,
    host: hostKeyOf(askedUrlOf({ url: feed.url, moving })),
    code: failure.code,
    message: withQuestion(failure.message, now.getTime() - Date.parse(failingSince)),
    notBefore: isLimited ? next.toISOString() : undefined,
    nextFetchAt: next.toISOString(),
  };
}

function nextTry(feed: Feed, { trouble, retryAfterMs }: Failure, { now, fraction }: Moment): Date {
  const after = (ms: number) => new Date(now.getTime() + ms * (1 + fraction / 10));
  if (retryAfterMs !== undefined) return after(Math.max(retryAfterMs, retryMsMin));
  const backoff = retryAfterFailure(feed.failures, now, fraction);
  const failingMs = now.getTime() - Date.parse(feed.failingSince ?? now.toISOString());
  if (trouble === "gone") return after(dayMs);
  if (trouble === "missing" && failingMs >= missingWeeklyAfterMs) return after(missingIntervalMs);
  // What cannot be read comes as a whole each time: without validators once a day is often enough.
  if (trouble === "unreadable" && feed.validators === undefined) return after(dayMs);
  return backoff;
}

function withQuestion(message: string, failingMs: number): string {
  if (failingMs < askReadersAfterMs) return message;
  const days = Math.floor(failingMs / dayMs);
  return `${message} It has not worked for ${days} days: unsubscribe if you do not need it any more, or look for its new address.`;
}

/** A redirect wants to be followed later: nothing is wrong. */
export function feedAfterDelay(feed: Feed, { continuation, retryAfterMs }: Delayed, { now }: Moment): Feed {
  const next = new Date(now.getTime() + retryAfterMs).toISOString();
  const hops = continuation.hops.map((hop) => ({ ...hop }));
  return {
    ...feed,
    lease: undefined,
    continuation: { url: continuation.url, hops },
    notBefore: next,
    nextFetchAt: next,
  };
}

/** It has not been asked, for reasons that are not its own. */
export function feedAfterPostponing(feed: Feed, until: Date, { fraction }: Pick<Moment, "fraction">): Feed {
  const next = new Date(until.getTime() + retryMsMin * fraction);
  return { ...feed, lease: undefined, nextFetchAt: next.toISOString() };
}

/**
 * It is at another address from now on, and what was known of the old one counts no more (validators belong to where they came
 * from). Where that is another feed's already, this one leads to it.
 */
export function feedAfterMove(feed: Feed, to: string, leadsTo: string | undefined): Feed {
  return {
    ...feed,
    url: to,
    host: hostKeyOf(to),
    validators: undefined,
    freshUntil: undefined,
    moving: undefined,
    continuation: undefined,
    formerUrls: [...(feed.formerUrls ?? []), feed.url].slice(-formerUrlsMax),
    ...(leadsTo !== undefined && { state: "moved", leadsTo, failures: 0, code: undefined, message: undefined }),
  };
}

/** So many readers get what it brings: without any it is not asked, and with the first one again. */
export function feedAfterCounting(feed: Feed, subscribers: number): Feed {
  const { state } = feed;
  const next =
    state === "active" && subscribers === 0 ? "idle" : state === "idle" && subscribers > 0 ? "active" : state;
  return feed.subscribers === subscribers && state === next ? feed : { ...feed, subscribers, state: next };
}

/** A reader wants it now: at once, unless its server wants to be left alone, or has been asked since. */
export function feedAfterWish(feed: Feed, wishedAt: string, now: Date): Feed {
  const isAnswered = feed.lastFetchedAt !== undefined && feed.lastFetchedAt >= wishedAt;
  if (isAnswered || feed.state === "idle" || feed.state === "moved") return feed;
  const at = now.toISOString();
  const wished = wishedAt < at ? wishedAt : at;
  const earliest = feed.notBefore !== undefined && feed.notBefore > wished ? feed.notBefore : wished;
  const isSooner = feed.state === "gone" || earliest < feed.nextFetchAt;
  return isSooner ? { ...feed, state: "active", nextFetchAt: earliest } : feed;
}
