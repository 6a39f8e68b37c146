import type { Envelope } from "../../events/define-event.ts";
import { feedFailed } from "../../events/feed-failed.ts";
import { feedFetched } from "../../events/feed-fetched.ts";
import { feedMoved } from "../../events/feed-moved.ts";
import { WebUrl } from "../../events/values.ts";
import { dueEventOf } from "../../shared/feed-due.ts";
import { feedIdOf, feedUrlOf } from "../../shared/feed-id.ts";
import type { WebAnswer } from "../../shared/ports/web.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { type Feed, feeds } from "../../shared/read-models/feeds.ts";
import { leadReaders } from "./count-readers.ts";
import type { Failure } from "./failure.ts";
import {
  askedUrlOf,
  feedAfterDelay,
  feedAfterFailure,
  feedAfterMove,
  feedAfterPostponing,
  feedAfterRead,
  feedAfterUnchanged,
  type Moment,
} from "./feed-after.ts";
import type { FetchPorts } from "./fetch-ports.ts";
import type { TurnEnded } from "./host-after.ts";
import { feedAt } from "./note-subscription.ts";
import { afterObserving, hasMoved, type Moving } from "./observe-move.ts";
import { type NewBody, type Outcome, outcomeOfAnswer } from "./outcome-of-answer.ts";
import { readApart } from "./read-apart.ts";
import type { BodyRead } from "./read-body.ts";
import { takeItems } from "./take-items.ts";
import { updateFeed } from "./update-feed.ts";
import { askHub, renewHub } from "./websub/ask-hub.ts";
import { type HubOffer, hubOffer } from "./websub/hub-offer.ts";

/** What follows from an answer: the feed as it is from now on, and what is announced of it. */
interface Settled {
  readonly after: Feed;
  readonly announced: readonly Envelope[];
  readonly failure?: Failure;
  /** Who would tell us what is new. */
  readonly hub?: HubOffer | undefined;
}

/**
 * Acts on what a feed's server has answered: keeps what is new, announces it, and only then remembers the validators and the
 * time of the next request, so that whatever is cut short is done again as a whole.
 */
export async function settleAnswer(
  feed: Feed,
  token: string,
  answer: WebAnswer,
  ports: FetchPorts,
): Promise<TurnEnded | undefined> {
  const { clock, randomness, events, readModels } = ports;
  const moment = { now: clock.now(), fraction: randomness.fraction() };
  const outcome = outcomeOfAnswer(answer, feed, moment.now);
  let settled: Settled;
  try {
    settled = await settle(feed, outcome, moment, ports);
    if (settled.announced.length > 0) await events.publish(...settled.announced);
    if (settled.after.leadsTo !== undefined) await leadReaders(feed.id, settled.after.leadsTo, readModels);
  } catch (error) {
    // Trouble of ours. The publisher has answered, and is not asked again at once for it.
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    ports.log.error("fetch.not-kept", { step: "fetch", feedId: feed.id, reason });
    settled = { after: feedAfterFailure(feed, notKept, moment), announced: [], failure: notKept };
  }
  await commit(settled.after, token, ports);
  await tellHub(feed.id, settled, ports);
  if (outcome.kind === "not-now") return undefined;
  return { feedId: feed.id, failure: settled.failure, next: settled.after };
}

/** Long before the hub stops telling us, and wherever there is another one. */
async function tellHub(feedId: string, { after, hub, failure }: Settled, ports: FetchPorts): Promise<void> {
  if (failure !== undefined || after.state !== "active") return;
  try {
    if (hub !== undefined) await askHub(feedId, hub, ports);
    else if (after.hubUntil !== undefined) await renewHub(feedId, ports);
  } catch (error) {
    // It is asked again at the next poll: the feed is none the worse for it.
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    ports.log.warn("websub.not-asked", { step: "fetch", feedId, reason });
  }
}

const notKept: Failure = {
  code: "feed/not-kept",
  message: "It has answered, but what it said could not be kept here: the server's log says why.",
  trouble: "other",
};

async function settle(feed: Feed, outcome: Outcome, moment: Moment, ports: FetchPorts): Promise<Settled> {
  switch (outcome.kind) {
    case "not-now":
      return { after: feedAfterPostponing(feed, moment.now, moment), announced: [] };
    case "delayed":
      return { after: feedAfterDelay(feed, outcome, moment), announced: [] };
    case "failed":
      return failed(feed, outcome.failure, moment);
    case "unchanged": {
      const after = await moved(feed, feedAfterUnchanged(feed, outcome, moment), moment, ports);
      const isNews = feed.failures > 0;
      return {
        ...after,
        announced: [...(isNews ? [fetchedEvent(feed, after.after, 0, [], moment)] : []), ...after.announced],
      };
    }
    case "body":
      return await settleBody(feed, outcome, await readApart(outcome, feed, moment.now, ports), moment, ports);
  }
}

async function settleBody(
  feed: Feed,
  body: NewBody,
  read: BodyRead,
  moment: Moment,
  ports: FetchPorts,
): Promise<Settled> {
  switch (read.is) {
    case "not-a-feed":
      return failed(feed, read.failure, moment);
    case "page":
      return await lead(feed, read.feedUrl, moment, ports);
    case "feed": {
      const { parsed } = read;
      const itemsNew = await takeItems(feed, parsed, { now: moment.now, cause: dueEventOf(feed) }, ports);
      const settled = await moved(feed, feedAfterRead(feed, body, { parsed, itemsNew }, moment), moment, ports);
      const isNews = itemsNew > 0 || feed.pace === undefined || feed.failures > 0;
      const damage = body.isPart ? [...parsed.damage, "its end, which got lost on the way"] : parsed.damage;
      const told = isNews ? [fetchedEvent(feed, settled.after, itemsNew, damage, moment)] : [];
      const hub = hubOffer(body.headers, parsed, body.url);
      return { after: settled.after, announced: [...told, ...settled.announced], hub };
    }
  }
}

function failed(feed: Feed, failure: Failure, moment: Moment, moving?: Moving): Settled {
  const after = feedAfterFailure(feed, failure, moment, moving);
  const { failures, failingSince = moment.now.toISOString(), nextFetchAt, message = failure.message } = after;
  const event = feedFailed.from(dueEventOf(feed), {
    subject: feed.id,
    at: moment.now,
    data: {
      feedId: feed.id,
      code: failure.code,
      message,
      status: failure.status,
      failures,
      failingSince,
      gone: after.state === "gone",
      nextFetchAt,
    },
  });
  return { after, announced: [event], failure };
}

function fetchedEvent(feed: Feed, after: Feed, itemsNew: number, damage: readonly string[], { now }: Moment): Envelope {
  const siteUrl = WebUrl.safeParse(after.siteUrl);
  return feedFetched.from(dueEventOf(feed), {
    subject: feed.id,
    at: now,
    data: {
      feedId: feed.id,
      url: after.url,
      title: after.title,
      ...(siteUrl.success && { siteUrl: siteUrl.data }),
      ...(after.language !== undefined && { language: after.language }),
      items: after.items ?? 0,
      itemsNew,
      damage: [...damage],
      nextFetchAt: after.nextFetchAt,
    },
  });
}

/** Where it has said for long enough that it has moved, and what is there has been read, it has. */
async function moved(feed: Feed, after: Feed, moment: Moment, ports: FetchPorts): Promise<Settled> {
  const { moving } = after;
  const isProven = askedUrlOf(feed) !== feed.url || moving?.why === "redirect";
  const target = askedUrlOf(feed) === feed.url ? moving : feed.moving;
  if (!hasMoved(target) || !isProven) return { after, announced: [] };
  return await move(feed, after, target, moment, ports);
}

/**
 * What was asked is no feed, but names one. Nothing has been read at this address before: then that is what was meant. Otherwise
 * its publisher may only be repairing something, and has to say so for as long as a redirect.
 */
async function lead(feed: Feed, to: string, moment: Moment, ports: FetchPorts): Promise<Settled> {
  if (feed.pace !== undefined) {
    const moving = afterObserving(feed.moving, { to, why: "page" }, moment.now);
    return failed(feed, notAFeedAnyMore(to), moment, moving);
  }
  const next = { ...feed, lease: undefined, lastStatus: 200, nextFetchAt: moment.now.toISOString() };
  return await move(feed, next, { to, why: "page" }, moment, ports);
}

function notAFeedAnyMore(to: string): Failure {
  return {
    code: "feed/not-a-feed",
    message: `Where this feed was there is a page now, which names another one: ${to}. Should it go on doing so for a week, that one takes its place.`,
    trouble: "unreadable",
  };
}

async function move(
  feed: Feed,
  after: Feed,
  { to, why }: Pick<Moving, "to" | "why">,
  { now }: Moment,
  { readModels }: FetchPorts,
): Promise<Settled> {
  const url = feedUrlOf(to) ?? to;
  const there = await readModels.get(feeds, publicAccount, feedIdOf(url));
  const other = there !== undefined && there.id !== feed.id ? there : await feedAt(url, feed.id, readModels);
  const leadsTo = other?.id;
  const event = feedMoved.from(dueEventOf(feed), {
    subject: feed.id,
    at: now,
    data: { feedId: feed.id, from: feed.url, to: url, why, ...(leadsTo !== undefined && { leadsTo }) },
  });
  return { after: feedAfterMove(after, url, leadsTo), announced: [event] };
}

/** What was changed meanwhile by others stays: who reads it, and that nobody does any more. */
async function commit(after: Feed, token: string, { readModels }: FetchPorts): Promise<void> {
  await updateFeed(readModels, after.id, (before) => {
    if (before?.lease?.token !== token) return before;
    const state = before.state === "idle" && after.state === "active" ? "idle" : after.state;
    return { ...after, state, subscribers: before.subscribers, hubUntil: before.hubUntil };
  });
}
