import type { FeedDue } from "../../events/feed-due.ts";
import { dueEventOf } from "../../shared/feed-due.ts";
import type { WebRequest, WebValidators } from "../../shared/ports/web.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { feedHosts } from "../../shared/read-models/feed-hosts.ts";
import { type Feed, feeds } from "../../shared/read-models/feeds.ts";
import { askedUrlOf, feedAfterPostponing, feedAfterWish, isDue } from "./feed-after.ts";
import type { FetchPorts } from "./fetch-ports.ts";
import { hostAfterClaim, hostAfterTurn, isBlocked, leaseMs, type TurnEnded } from "./host-after.ts";
import { hostKeyOf } from "./host-key.ts";
import type { Validators } from "./outcome-of-answer.ts";
import { settleAnswer } from "./settle-answer.ts";
import { updateFeed } from "./update-feed.ts";

/** A feed that leads to one that leads on: further than this nobody has moved. */
const leadsMax = 5;

/**
 * Asks one feed once, where it is due. Whoever else asks this feed, or this host, at the same moment lets it be: a feed stays due
 * until it has been asked, and is found again.
 */
export async function fetchFeed(due: FeedDue, ports: FetchPorts): Promise<void> {
  const feed = await dueFeed(due, ports);
  if (feed === undefined) return;
  const host = hostKeyOf(askedUrlOf(feed));
  const next = await askInTurn(feed, host, ports);
  if (next !== undefined) await announceNext(next, host, ports);
}

/** The feed that is meant, if it is due: where it leads to another one, that one. */
async function dueFeed({ data, occurredAt }: FeedDue, ports: FetchPorts): Promise<Feed | undefined> {
  const { readModels, clock } = ports;
  let id = data.feedId;
  for (let leads = 0; leads <= leadsMax; leads += 1) {
    const now = clock.now();
    const feed =
      data.by === "reader"
        ? await updateFeed(readModels, id, (before) => before && feedAfterWish(before, occurredAt, now))
        : await readModels.get(feeds, publicAccount, id);
    if (feed?.state !== "moved" || feed.leadsTo === undefined) {
      return feed !== undefined && isDue(feed, now) ? feed : undefined;
    }
    id = feed.leadsTo;
  }
  return undefined;
}

/** Takes the host's turn, asks, and gives it back. Answers the feed as it is from then on, or nothing where it was not asked. */
async function askInTurn(feed: Feed, host: string, ports: FetchPorts): Promise<Feed | undefined> {
  const { readModels, clock, randomness } = ports;
  const token = randomness.token();
  const now = clock.now();
  const turn = await readModels.update(feedHosts, publicAccount, host, (before) =>
    hostAfterClaim(before, { id: host, token, now }),
  );
  if (turn?.lease?.token !== token) {
    if (turn !== undefined && isBlocked(turn, now)) await postpone(feed, new Date(turn.blockedUntil ?? now), ports);
    return undefined;
  }
  let ended: TurnEnded | undefined;
  try {
    await pauseUntil(turn.nextRequestAt, ports);
    ended = await askOnce(feed.id, token, ports);
  } finally {
    const moment = { now: clock.now(), fraction: randomness.fraction() };
    await readModels.update(feedHosts, publicAccount, host, (before) => hostAfterTurn(before, token, ended, moment));
  }
  return ended?.next;
}

async function postpone(feed: Feed, until: Date, { readModels, randomness }: FetchPorts): Promise<void> {
  const fraction = randomness.fraction();
  await updateFeed(readModels, feed.id, (before) => {
    if (before === undefined || before.nextFetchAt !== feed.nextFetchAt || before.lease !== undefined) return before;
    return feedAfterPostponing(before, until, { fraction });
  });
}

/** At most the pause between two requests: two seconds. */
async function pauseUntil(time: string, { clock, timers }: FetchPorts): Promise<void> {
  const waitMs = Date.parse(time) - clock.now().getTime();
  if (waitMs > 0) await new Promise<void>((resolve) => timers.after(waitMs, resolve));
}

/**
 * Asks under a lease of its own, which is taken before the request goes out: an event that comes again, and a step that is
 * repeated, must not be noticed by the publisher.
 */
async function askOnce(feedId: string, token: string, ports: FetchPorts): Promise<TurnEnded | undefined> {
  const { readModels, clock } = ports;
  const now = clock.now();
  const until = new Date(now.getTime() + leaseMs).toISOString();
  const feed = await updateFeed(readModels, feedId, (before) =>
    before !== undefined && isDue(before, now) ? { ...before, lease: { token, until } } : before,
  );
  if (feed?.lease?.token !== token) return undefined;
  const answer = await ports.web.get(requestFor(feed));
  return await settleAnswer(feed, token, answer, ports);
}

function requestFor(feed: Feed): WebRequest {
  const { id, subscribers, validators, continuation } = feed;
  return {
    url: askedUrlOf(feed),
    purpose: "feed",
    feedId: id,
    ...(subscribers !== undefined && { subscribers }),
    ...(validators !== undefined && { validators: withoutAbsent(validators) }),
    ...(continuation !== undefined && { continuation }),
  };
}

function withoutAbsent({ url, etag, lastModified }: Validators): WebValidators {
  return { url, ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) };
}

/**
 * Passes the turn on. A feed that has turned out to lie somewhere else is asked there, and the others of its host have waited for
 * their turn: nobody else would look after them until the next poll.
 */
async function announceNext(asked: Feed, host: string, { readModels, events, clock }: FetchPorts): Promise<void> {
  const now = clock.now();
  const options = { where: { state: "active", host }, limit: 10 };
  const { items } = await readModels.query(feeds, publicAccount, "dueAtHost", options);
  const waiting = items.find((feed) => feed.id !== asked.id && isDue(feed, now));
  const next = [asked, waiting].filter((feed) => feed !== undefined).filter((feed) => isDue(feed, now));
  if (next.length > 0) await events.publish(...next.map(dueEventOf));
}
