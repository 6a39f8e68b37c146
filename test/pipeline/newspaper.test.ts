import { join } from "node:path";
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { type Envelope, firstCause } from "../../events/define-event.ts";
import { deviceAdded } from "../../events/device-added.ts";
import { digestDefined } from "../../events/digest-defined.ts";
import type { DigestSettings } from "../../events/digest-settings.ts";
import type { DocumentFormatted } from "../../events/document-formatted.ts";
import type { EditionCompiled } from "../../events/edition-compiled.ts";
import { feedSubscribed } from "../../events/feed-subscribed.ts";
import { parseOpml } from "../../functions/api/feeds/parse-opml.ts";
import { deliverHandlers } from "../../functions/deliver/handlers.ts";
import { digestHandlers } from "../../functions/digest/handlers.ts";
import { extractHandlers } from "../../functions/extract/handlers.ts";
import { fetchHandlers } from "../../functions/fetch/handlers.ts";
import { formatHandlers } from "../../functions/format/handlers.ts";
import { pollOnce } from "../../functions/poll/poll-once.ts";
import { projectEvent } from "../../functions/project/project-event.ts";
import { fileSecrets } from "../../shared/adapters/local/file-secrets.ts";
import { fsBlobs } from "../../shared/adapters/local/fs-blobs.ts";
import { sqliteLedger } from "../../shared/adapters/local/sqlite-ledger.ts";
import { undiciWeb } from "../../shared/adapters/web/undici-web.ts";
import { EditionLayout } from "../../shared/articles/edition-layout.ts";
import { deviceEmailPurpose } from "../../shared/device-email.ts";
import { feedIdOf, feedUrlOf } from "../../shared/feed-id.ts";
import { noProgress } from "../../shared/no-progress.ts";
import type { Workshop } from "../../shared/ports/workshop.ts";
import { seal } from "../../shared/seal.ts";
import { systemClock, systemRandomness } from "../../shared/system-clock.ts";
import { systemTimers } from "../../shared/system-timers.ts";
import { pageGate } from "../../shared/web/page-gate.ts";
import { openEpubcheck } from "../epubcheck.ts";
import { testMail } from "../functions/deliver/deliver-world.ts";
import { inMemory } from "../functions/project/in-memory.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { virtualTime } from "../virtual-time.ts";
import { hopeless, type LocalPress, openLocalPress } from "./local-press.ts";

jest.setTimeout(600_000);

const account = "home";
const start = "2026-03-01T00:00:00.000Z";
const papers = 50;
const articlesEach = 20;
const minute = 60_000;
const epubcheck = openEpubcheck();
const time = virtualTime(start);
let press: LocalPress;

beforeAll(async () => {
  press = await openLocalPress({ papers, articlesEach, start: new Date(start), hours: 52, now: () => time.now() });
});
afterAll(async () => {
  epubcheck?.close();
  await press.close();
});

/** Every step on embedded parts, with a clock that the test moves. The web, which is real, keeps its own. */
async function openWorld() {
  const folder = await temporaryFolder();
  const stores = inMemory();
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const workshop: Workshop = {
    run: async (job, input) => {
      const module = (await import(job.module.href)) as { run: (input: unknown) => Promise<never> };
      return await module.run(structuredClone(input));
    },
  };
  const announced: Envelope[] = [];
  const events = { publish: async (...all: readonly Envelope[]) => void announced.push(...all) };
  const real = { clock: systemClock, timers: systemTimers, randomness: systemRandomness };
  const pausesMs = { feed: 0, page: 0, picture: 0, robots: 0, hub: 0 };
  const asker = { version: "1.0.0", contact: undefined };
  const web = undiciWeb({ ...real, asker, allow: press.allow, pausesMs });
  const mail = testMail();
  const ports = {
    ...stores,
    log,
    events,
    workshop,
    web,
    mail,
    clock: time,
    timers: systemTimers,
    randomness: { token: () => systemRandomness.token(), fraction: () => 0.5 },
    blobs: await fsBlobs(join(folder, "blobs")),
    secrets: fileSecrets(join(folder, "secrets")),
    ledger: sqliteLedger(stores.database),
    progress: noProgress,
    pageGate: pageGate({ web, clock: time }),
  };
  const handlers = [
    fetchHandlers({ ...ports, settings: { publicUrl: undefined } }),
    extractHandlers(ports),
    digestHandlers(ports),
    formatHandlers({ ...ports, settings: { mailBytesMax: mail.messageBytesMax } }),
    deliverHandlers({ ...ports, settings: { mailFrom: "me@example.org", deviceDomains: ["kindle.com"] } }),
  ].map((all) => new Map(all.map((handler) => [handler.name, handler])));
  let taken = 0;
  const settle = async () => {
    for (; taken < announced.length; taken += 1) {
      const event = announced[taken] as Envelope;
      await projectEvent(event, stores);
      for (const step of handlers) await step.get(event.name)?.handle(event);
    }
  };
  return { ...ports, announced, settle, close: () => web.close() };
}

it("four days of fifty newspapers: an edition of each digest a day, no article twice, none lost, every fault told", async () => {
  const world = await openWorld();
  const say = async (event: Envelope) => {
    await world.events.publish(event);
    await world.settle();
  };
  let causes = 0;
  const cause = () => firstCause(account, `test ${(causes += 1)}`);
  const outlines = press.papers.map(({ feedUrl, number }) => `<outline text="Paper ${number}" xmlUrl="${feedUrl}"/>`);
  const opml = `<opml version="2.0"><body><outline text="All">${outlines.join("")}</outline></body></opml>`;
  for (const { url, title, folders } of parseOpml(Buffer.from(opml)).subscriptions) {
    const feedUrl = feedUrlOf(url) ?? url;
    const feedId = feedIdOf(feedUrl);
    const data = { feedId, url: feedUrl, title, folders: [...folders] };
    await say(feedSubscribed.from(cause(), { subject: feedId, at: time.now(), data }));
  }
  const sealedEmail = seal(await world.secrets.key("seal"), account, deviceEmailPurpose, "me@kindle.com");
  const device = { deviceId: "device", sealedEmail, name: "Kindle", automatic: true };
  await say(deviceAdded.from(cause(), { subject: "device", at: time.now(), data: device }));
  const settings: DigestSettings = {
    name: "Morning",
    feeds: "all",
    cron: "0 6 * * *",
    timeZone: "UTC",
    articlesMax: 500,
    scoreMin: 0,
    maxAgeDays: 4,
    include: [],
    exclude: [],
    sections: "feed",
    devices: [],
    paused: false,
    quietDays: [],
  };
  const some = press.papers.slice(0, 6).map(({ feedUrl }) => feedIdOf(feedUrl));
  const digests = { all: settings, some: { ...settings, name: "Evening", cron: "0 18 * * *", feeds: some } };
  for (const [digestId, wanted] of Object.entries(digests)) {
    await say(digestDefined.from(cause(), { subject: digestId, at: time.now(), data: { digestId, settings: wanted } }));
  }

  for (let passed = 0; passed < 96 * 60; passed += 15) {
    time.advance(15 * minute);
    await pollOnce(world);
    await world.settle();
  }

  const layouts = new Map<string, EditionLayout[]>();
  for (const event of world.announced) {
    if (event.name !== "edition.compiled") continue;
    const { digestId, layoutKey } = (event as EditionCompiled).data;
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await world.blobs.read(layoutKey)) ?? []) chunks.push(chunk);
    const layout = EditionLayout.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    layouts.set(digestId, [...(layouts.get(digestId) ?? []), layout]);
  }
  const readable = press.papers.filter(({ fault }) => !hopeless.includes(fault));
  const expected = {
    all: readable.flatMap((paper) => press.titlesOf(paper)),
    some: readable.filter(({ number }) => number < 6).flatMap((paper) => press.titlesOf(paper)),
  };
  for (const [digestId, titles] of Object.entries(expected)) {
    const all = layouts.get(digestId) ?? [];
    const slots = world.announced.filter(
      ({ name, data }) => name.startsWith("edition.") && (data as { digestId: string }).digestId === digestId,
    );
    // On the last day there may be nothing left to print, which is told as well.
    expect(slots.map(({ name }) => name).slice(0, 3)).toEqual(Array.from({ length: 3 }, () => "edition.compiled"));
    expect(slots.length).toBe(4);
    const carried = all.flatMap(({ sections }) =>
      sections.flatMap(({ articles }) => articles.map(({ title }) => title)),
    );
    expect(new Set(carried).size).toBe(carried.length);
    expect(carried.toSorted()).toEqual(titles.toSorted());
  }
  const failed =
    layouts
      .get("all")
      ?.at(-1)
      ?.missing.feeds.map(({ title }) => title) ?? [];
  const hopelessPapers = press.papers.filter(({ fault }) => hopeless.includes(fault));
  expect(failed.toSorted()).toEqual(hopelessPapers.map(({ number }) => `Paper ${number}`).toSorted());

  const documents = world.announced.filter((event): event is DocumentFormatted => event.name === "document.formatted");
  expect(documents.length).toBe([...layouts.values()].flat().length);
  let checked = 0;
  for (const { data } of documents) {
    await world.blobs.withFile(data.documentKey, async (path) => {
      if (epubcheck === undefined) return;
      expect(await epubcheck.check(path)).toEqual([]);
      checked += 1;
    });
  }
  expect(world.mail.sent.length).toBe(documents.length);
  const carried = (layouts.get("all") ?? []).map(({ sections }) =>
    sections.reduce((sum, { articles }) => sum + articles.length, 0),
  );
  process.stderr.write(
    `ran: ${papers} newspapers, ${press.requests()} requests in four days; editions of ${carried.join(", ")} articles; EPUBCheck: ${checked} documents, 0 messages\n`,
  );
  await world.close();
});
