import type { Envelope } from "../../../events/define-event.ts";
import { firstCause } from "../../../events/define-event.ts";
import { feedDue } from "../../../events/feed-due.ts";
import { feedSubscribed } from "../../../events/feed-subscribed.ts";
import { feedUnsubscribed } from "../../../events/feed-unsubscribed.ts";
import { fetchHandlers } from "../../../functions/fetch/handlers.ts";
import { type ReadFeedInput, run as readFeed } from "../../../functions/fetch/read-feed.job.ts";
import { announceDueFeeds } from "../../../functions/poll/due-feeds.ts";
import { fsBlobs } from "../../../shared/adapters/local/fs-blobs.ts";
import { openSqliteDatabase } from "../../../shared/adapters/local/sqlite-database.ts";
import { sqliteReadModels } from "../../../shared/adapters/local/sqlite-read-models.ts";
import { feedIdOf } from "../../../shared/feed-id.ts";
import type { Events } from "../../../shared/ports/events.ts";
import type { Web, WebAnswer, WebAnswered, WebForm, WebHop, WebRequest } from "../../../shared/ports/web.ts";
import type { Workshop } from "../../../shared/ports/workshop.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { readModels as models } from "../../../shared/read-models/catalogue.ts";
import { type Feed, feeds } from "../../../shared/read-models/feeds.ts";
import { keptLog } from "../../kept-log.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { virtualTime } from "../../virtual-time.ts";

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** What a scripted address answers: whole, or in part. */
export type ScriptedAnswer =
  | WebAnswer
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
      readonly hops?: readonly WebHop[];
      /** Where it was found in the end. */
      readonly url?: string;
    };
export type Script = ScriptedAnswer | ((request: WebRequest) => ScriptedAnswer | Promise<ScriptedAnswer>);

export interface Asked {
  readonly at: number;
  readonly request: WebRequest;
}

/** The step with real stores, in a web and a time that a test makes up. */
export async function feedWorld({ publicUrl }: { readonly publicUrl?: string } = {}) {
  const time = virtualTime();
  const database = openSqliteDatabase(":memory:");
  const readModels = sqliteReadModels(database, models);
  const log = keptLog();
  const blobs = await fsBlobs(await temporaryFolder());
  const scripts = new Map<string, Script[]>();
  const asked: Asked[] = [];
  const forms: WebForm[] = [];
  const published: Envelope[] = [];
  let queue: Envelope[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  let fraction = 0.5;
  let tokens = 0;
  const failing = { publish: 0 };

  const web: Web = {
    get: async (request) => {
      asked.push({ at: time.now().getTime(), request });
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      try {
        const script = scripts.get(request.url) ?? [];
        const next = script.length > 1 ? script.shift() : script[0];
        const answer = typeof next === "function" ? await next(request) : (next ?? { status: 404 });
        // An answer takes its time, so that others get theirs.
        await new Promise<void>((resolve) => time.after(100, resolve));
        return wholeAnswer(request.url, answer);
      } finally {
        atOnce -= 1;
      }
    },
    post: async (request) => {
      forms.push(request);
      return wholeAnswer(request.url, { status: 202 });
    },
  };
  const events: Events = {
    publish: async (...all) => {
      if (failing.publish > 0) {
        failing.publish -= 1;
        throw new Error("the bus is broken");
      }
      published.push(...all);
      // As the bus does: what waits already is not put in twice.
      queue.push(...all.filter(({ id }) => !queue.some((one) => one.id === id)));
    },
  };
  const readApart: string[] = [];
  const workshop: Workshop = {
    run: async (job, input) => {
      readApart.push(job.name);
      return structuredClone(await readFeed(structuredClone(input) as ReadFeedInput)) as never;
    },
  };
  const ports = {
    blobs,
    readModels,
    events,
    web,
    workshop,
    clock: time,
    timers: time,
    randomness: {
      token: () => {
        tokens += 1;
        return `token-${tokens}`;
      },
      fraction: () => fraction,
    },
    secrets: { key: async () => new Uint8Array(32).fill(7) },
    log,
    settings: { publicUrl },
  };

  /** Lets whatever runs go on, and time pass for it, until it is done. */
  const finish = async <T>(work: Promise<T>): Promise<T> => {
    const state = { isDone: false };
    const done = work.finally(() => {
      state.isDone = true;
    });
    done.catch(() => undefined);
    while (!state.isDone) {
      for (let turn = 0; turn < 20 && !state.isDone; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (!state.isDone) time.toNextTimer();
    }
    return await done;
  };
  const handle = async (event: Envelope) => {
    const handler = fetchHandlers(ports).find(({ name }) => name === event.name);
    if (handler !== undefined) await handler.handle(event);
  };
  const settle = async () => {
    while (queue.length > 0) {
      const batch = queue;
      queue = [];
      await finish(Promise.all(batch.map(handle)));
    }
  };
  const poll = async () => {
    await announceDueFeeds(ports);
    await settle();
  };

  return {
    ...ports,
    ports,
    database,
    time,
    asked,
    forms,
    /** The jobs that were given to the workshop. */
    readApart,
    published,
    handle,
    finish,
    settle,
    poll,
    failing,
    mostAtOnce: () => mostAtOnce,
    setFraction: (next: number) => {
      fraction = next;
    },
    /** What an address answers: one after the other, the last one for ever. */
    route: (url: string, ...answers: readonly Script[]) => void scripts.set(url, [...answers]),
    askedAt: (url: string) => asked.filter(({ request }) => request.url === url),
    named: (name: string) => published.filter((event) => event.name === name),
    feed: async (url: string): Promise<Feed> => {
      const feed = await readModels.get(feeds, publicAccount, feedIdOf(url));
      if (feed === undefined) throw new Error(`${url} is no feed`);
      return feed;
    },
    subscribe: async (url: string, account = "home") => {
      await events.publish(subscribedEvent(url, account, time.now()));
      await settle();
    },
    unsubscribe: async (url: string, account = "home") => {
      const data = { feedId: feedIdOf(url) };
      const cause = firstCause(account, `unsubscribe ${url} ${time.now().toISOString()}`);
      await events.publish(feedUnsubscribed.from(cause, { subject: data.feedId, at: time.now(), data }));
      await settle();
    },
    wish: async (url: string) => {
      const data = { feedId: feedIdOf(url), by: "reader" as const };
      const cause = firstCause(publicAccount, `wish ${url} ${time.now().toISOString()}`);
      await events.publish(feedDue.from(cause, { subject: data.feedId, at: time.now(), data }));
      await settle();
    },
    /** Lets time pass, with a poll every so often, as the clock of the server has it. */
    pass: async (ms: number, everyMs = 5 * minuteMs) => {
      const until = time.now().getTime() + ms;
      while (time.now().getTime() < until) {
        time.advance(Math.min(everyMs, until - time.now().getTime()));
        await poll();
      }
    },
    close: () => database.close(),
  };
}
export type FeedWorld = Awaited<ReturnType<typeof feedWorld>>;

export function subscribedEvent(url: string, account: string, at: Date) {
  const feedId = feedIdOf(url);
  const cause = firstCause(account, `subscribe ${url} ${at.toISOString()}`);
  return feedSubscribed.from(cause, { subject: feedId, at, data: { feedId, url, folders: [] } });
}

function wholeAnswer(asked: string, answer: ScriptedAnswer): WebAnswer {
  if ("outcome" in answer) return answer;
  const { status = 200, headers = {}, body = "", hops = [], url = hops.at(-1)?.to ?? asked } = answer;
  const bytes = Buffer.from(body);
  const contentType = headers["content-type"];
  const answered: WebAnswered = {
    outcome: "answered",
    status,
    url,
    hops,
    headers,
    body: bytes,
    wireBytes: bytes.length,
  };
  return contentType === undefined ? answered : { ...answered, contentType };
}

/** 304 to whoever brings the validators. */
export function conditional(body: string, headers: Readonly<Record<string, string>>): Script {
  return ({ validators }) => {
    const { etag, "last-modified": lastModified } = headers;
    const isKnown =
      validators?.etag === undefined
        ? lastModified !== undefined && validators?.lastModified === lastModified
        : validators.etag === etag;
    return isKnown ? { status: 304, headers } : { headers, body };
  };
}

export interface SmallItem {
  readonly id: string;
  readonly title?: string;
  readonly date?: Date | undefined;
  readonly text?: string;
}

/** An RSS feed of these items. */
export function rssOf(items: readonly SmallItem[], channel = ""): string {
  const written = items.map(
    ({ id, title = `Title ${id}`, date, text = `Text of ${id}.` }) =>
      `<item><guid isPermaLink="false">${id}</guid><title>${title}</title><link>https://site.example/${id}</link>` +
      `${date === undefined ? "" : `<pubDate>${date.toUTCString()}</pubDate>`}<description>${text}</description></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>Site</title><link>https://site.example/</link>${channel}${written.join("")}</channel></rss>`;
}

export function permanent(from: string, to: string, status = 301): WebHop {
  return { from, to, status, permanent: status === 301 || status === 308 };
}
