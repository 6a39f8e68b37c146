import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { articleExtracted } from "../../../events/article-extracted.ts";
import type { AnyEvent } from "../../../events/catalogue.ts";
import { type Envelope, firstCause, hashOf } from "../../../events/define-event.ts";
import { digestChanged } from "../../../events/digest-changed.ts";
import { digestDefined } from "../../../events/digest-defined.ts";
import { digestDue } from "../../../events/digest-due.ts";
import { digestRemoved } from "../../../events/digest-removed.ts";
import type { DigestChange, DigestSettings } from "../../../events/digest-settings.ts";
import { feedChanged } from "../../../events/feed-changed.ts";
import { feedSubscribed } from "../../../events/feed-subscribed.ts";
import { digestHandlers } from "../../../functions/digest/handlers.ts";
import { pollOnce } from "../../../functions/poll/poll-once.ts";
import { projectEvent } from "../../../functions/project/project-event.ts";
import { fsBlobs } from "../../../shared/adapters/local/fs-blobs.ts";
import { sqliteLedger } from "../../../shared/adapters/local/sqlite-ledger.ts";
import type { EditionLayout } from "../../../shared/articles/edition-layout.ts";
import { fingerprintOf, writeFingerprint } from "../../../shared/articles/min-hash.ts";
import type { Events } from "../../../shared/ports/events.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { type Feed, feeds } from "../../../shared/read-models/feeds.ts";
import { virtualTime } from "../../virtual-time.ts";
import { inMemory } from "../project/in-memory.ts";

export const account = "home";

const settingsWithoutMore: DigestSettings = {
  name: "Morning",
  feeds: "all",
  cron: "0 6 * * *",
  timeZone: "UTC",
  articlesMax: 30,
  scoreMin: 0,
  maxAgeDays: 3,
  include: [],
  exclude: [],
  sections: "feed",
  devices: [],
  paused: false,
  quietDays: [],
};

export interface ArticleInTest {
  readonly feed: string;
  readonly title?: string;
  readonly text?: string;
  readonly words?: number;
  readonly publishedAt?: string;
  readonly url?: string;
  readonly shortfall?: string;
  readonly language?: string;
}

/** The step and those around it, on embedded parts in memory, with a clock that only a test moves. */
export async function digestWorld(start = "2026-03-01T00:00:00.000Z") {
  const stores = inMemory();
  const time = virtualTime(start);
  const announced: Envelope[] = [];
  let down = 0;
  const events: Events = {
    publish: async (...all) => {
      if (down > 0) {
        down -= 1;
        throw new Error("The bus is down");
      }
      announced.push(...all);
      for (const event of all) await projectEvent(event, stores);
    },
  };
  const folder = await mkdtemp(join(tmpdir(), "digest-"));
  const ports = { ...stores, events, clock: time, blobs: await fsBlobs(folder), ledger: sqliteLedger(stores.database) };
  const handlers = new Map(digestHandlers(ports).map((handler) => [handler.name, handler]));
  let sequence = 0;
  const cause = (of = account) => firstCause(of, `test ${(sequence += 1)}`);

  /** Has the step take whatever was announced for it, in this order, until there is nothing more. */
  const settle = async () => {
    let taken = 0;
    for (let event = announced[taken]; event !== undefined; event = announced[(taken += 1)]) {
      if (handled.has(event.id)) continue;
      handled.add(event.id);
      await handlers.get(event.name)?.handle(event);
    }
  };
  const handled = new Set<string>();
  const say = async (event: Envelope) => {
    await events.publish(event);
    await settle();
  };

  return {
    ...ports,
    announced,
    settle,
    /** The bus refuses so many announcements from now on. */
    breakBus: (times: number) => {
      down = times;
    },
    define: async (change: Partial<DigestSettings> = {}, digestId = "digest") =>
      say(
        digestDefined.from(cause(), {
          subject: digestId,
          at: time.now(),
          data: { digestId, settings: { ...settingsWithoutMore, ...change } },
        }),
      ),
    change: async (change: DigestChange, digestId = "digest") =>
      say(digestChanged.from(cause(), { subject: digestId, at: time.now(), data: { digestId, change } })),
    remove: async (digestId = "digest") =>
      say(digestRemoved.from(cause(), { subject: digestId, at: time.now(), data: { digestId } })),
    subscribe: async (feedId: string, more: { folders?: string[]; weight?: number } & Partial<Feed> = {}) => {
      const { folders = [], weight, ...state } = more;
      const url = `https://${feedId}.example/feed`;
      await events.publish(
        feedSubscribed.from(cause(), { subject: feedId, at: time.now(), data: { feedId, url, folders } }),
      );
      if (weight !== undefined) {
        await events.publish(feedChanged.from(cause(), { subject: feedId, at: time.now(), data: { feedId, weight } }));
      }
      await stores.readModels.update(
        feeds,
        publicAccount,
        feedId,
        (): Feed => ({
          id: feedId,
          url,
          title: `The ${feedId}`,
          state: "active",
          nextFetchAt: time.now().toISOString(),
          lastFetchedAt: time.now().toISOString(),
          failures: 0,
          version: 1,
          ...state,
        }),
      );
    },
    fail: async (feedId: string, message = "The server did not answer in time.") => {
      await stores.readModels.update(feeds, publicAccount, feedId, (feed) =>
        feed === undefined
          ? feed
          : { ...feed, failures: 2, code: "web/timeout", message, failingSince: time.now().toISOString() },
      );
    },
    article: async (
      id: string,
      { feed, title = `About ${id}`, text = `${id} `.repeat(60), ...more }: ArticleInTest,
    ) => {
      const content = { html: `<p>${text}</p>`, text, pictures: [] };
      const bytes = Buffer.from(JSON.stringify(content));
      const { key } = await ports.blobs.write(publicAccount, bytes, { bytesMax: 1_000_000 });
      const fingerprint = fingerprintOf(text);
      await events.publish(
        articleExtracted.from(cause(publicAccount), {
          subject: id,
          at: time.now(),
          data: {
            articleId: id,
            feedId: feed,
            articleKey: key,
            title,
            publishedAt: more.publishedAt ?? time.now().toISOString(),
            foundAt: time.now().toISOString(),
            language: more.language ?? "en",
            words: more.words ?? text.trim().split(/\s+/u).length,
            readingMinutes: 1,
            summary: text.slice(0, 100),
            from: more.shortfall === undefined ? "page" : "summary",
            ...(fingerprint !== undefined && { fingerprint: writeFingerprint(fingerprint) }),
            ...(more.url !== undefined && { url: more.url, addressKey: more.url }),
            ...(more.shortfall !== undefined && { shortfall: { code: "page/gone", message: more.shortfall } }),
          },
        }),
      );
    },
    /** Its reader asks for an edition now. */
    run: async (key = "run", digestId = "digest") => {
      const editionId = hashOf("edition", digestId, key);
      await say(
        digestDue.from(firstCause(account, `run ${digestId} ${key}`), {
          subject: digestId,
          at: time.now(),
          data: { digestId, editionId, slot: time.now().toISOString(), by: "reader" },
        }),
      );
      return editionId;
    },
    /** Lets so many minutes pass, with a look at the schedule in each. */
    pass: async (minutes: number, everyMinutes = 1) => {
      for (let passed = 0; passed < minutes; passed += everyMinutes) {
        time.advance(everyMinutes * 60_000);
        await pollOnce(ports);
        await settle();
      }
    },
    /** What was announced of editions, each once. */
    editions: () =>
      [...new Map(announced.map((event) => [event.id, event])).values()].filter((event): event is EditionEvent =>
        event.name.startsWith("edition."),
      ),
    layoutOf: async (event: Envelope): Promise<EditionLayout> => {
      const { layoutKey } = event.data as { layoutKey: string };
      const chunks: Uint8Array[] = [];
      for await (const chunk of (await ports.blobs.read(layoutKey)) ?? []) chunks.push(chunk);
      return JSON.parse(Buffer.concat(chunks).toString("utf8")) as EditionLayout;
    },
  };
}

type EditionEvent = Extract<AnyEvent, { name: `edition.${string}` }>;

/** The articles of a compiled edition, by id. */
export function articlesIn(event: EditionEvent | undefined): readonly string[] {
  return event?.name === "edition.compiled" ? event.data.articleIds : [];
}
