/**
 * What it costs to poll many feeds that have nothing new: `node test/bench/poll-feeds.ts`. The server's real parts in one process
 * (SQLite, bus, poll, fetch, project, the guarded door), and servers on many addresses of loopback in another one, so that the
 * pause between two requests to one host is kept as everywhere, and does not matter.
 */
import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchHandlers } from "../../functions/fetch/handlers.ts";
import { localRoutes, subscribeAll } from "../../functions/local/subscriptions.ts";
import { announceDueFeeds } from "../../functions/poll/due-feeds.ts";
import { projectHandlers } from "../../functions/project/handlers.ts";
import { fsBlobs } from "../../shared/adapters/local/fs-blobs.ts";
import { openSqliteDatabase } from "../../shared/adapters/local/sqlite-database.ts";
import { sqliteEvents } from "../../shared/adapters/local/sqlite-events.ts";
import { sqliteJournal } from "../../shared/adapters/local/sqlite-journal.ts";
import { sqliteReadModels } from "../../shared/adapters/local/sqlite-read-models.ts";
import { undiciWeb } from "../../shared/adapters/web/undici-web.ts";
import { feedIdOf } from "../../shared/feed-id.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { readModels as models } from "../../shared/read-models/catalogue.ts";
import { type Feed, feeds } from "../../shared/read-models/feeds.ts";
import { systemClock, systemRandomness } from "../../shared/system-clock.ts";
import { systemTimers } from "../../shared/system-timers.ts";
import { handleEvents } from "../../shared/triggers/handle-event.ts";
import type { ProductRow } from "./product.ts";

const feedsPolled = Number(process.env["FEEDS"] ?? 10_000);
const quiet = { info: () => undefined, warn: say, error: say };

if (process.argv[2] === "publisher") publish();
else if (import.meta.main)
  for (const { what, measured, budget } of await measurePolling())
    process.stdout.write(`${what.padEnd(44)} ${measured.padEnd(16)} ${budget}\n`);

/** Polls every feed once; the servers count what they are asked. */
export async function measurePolling(): Promise<readonly ProductRow[]> {
  const publisher = fork(import.meta.filename, ["publisher"]);
  const port = await new Promise<number>((resolve) => publisher.once("message", (message) => resolve(Number(message))));
  const folder = await mkdtemp(join(tmpdir(), "kcs-poll-"));
  const database = openSqliteDatabase(join(folder, "server.db"));
  const world = { clock: systemClock, timers: systemTimers, randomness: systemRandomness, log: quiet };
  const bus = sqliteEvents(database, localRoutes, world);
  const web = undiciWeb({ ...world, asker: { version: "0.0.0" }, allow: ["127.0.0.0/8"] });
  const readModels = sqliteReadModels(database, models);
  const ports = {
    ...world,
    readModels,
    journal: sqliteJournal(database),
    blobs: await fsBlobs(join(folder, "blobs")),
    events: bus,
    web,
    // Nothing here is large.
    workshop: { run: () => Promise.reject(new Error("A small feed is read where it is")) },
    secrets: { key: async () => new Uint8Array(32) },
    settings: { publicUrl: undefined },
  };
  subscribeAll(
    bus,
    {
      fetch: handleEvents("fetch", fetchHandlers(ports), ports),
      project: handleEvents("project", projectHandlers(ports), ports),
      ingest: nothing,
      format: nothing,
      extract: nothing,
      digest: nothing,
      deliver: nothing,
      "dead-letter": nothing,
      housekeep: nothing,
      "rejected-folder": nothing,
    },
    ports,
  );
  const due = Array.from({ length: feedsPolled }, (_, number) => dueFeed(number, port));
  await Promise.all(due.map((feed) => readModels.update(feeds, publicAccount, feed.id, () => feed)));
  const memory = [process.memoryUsage.rss()];
  const watch = setInterval(() => memory.push(process.memoryUsage.rss()), 100);
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await bus.start();
  await announceDueFeeds(ports);
  await bus.idle();
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  clearInterval(watch);
  let unchanged = 0;
  for await (const [, , feed] of readModels.all(feeds))
    if (feed.lastStatus === 304 && feed.failures === 0) unchanged += 1;
  const asked = await new Promise<number>((resolve) => {
    publisher.once("message", (message) => resolve(Number(message)));
    publisher.send("count");
  });
  await bus.stop(1000);
  await web.close();
  await database.close();
  publisher.kill();
  await rm(folder, { recursive: true, force: true });
  const half = Math.ceil(memory.length / 2);
  return [
    { what: `${feedsPolled} feeds that answer 304`, measured: `${seconds.toFixed(1)} s`, budget: "60 s" },
    { what: "  CPU of the server", measured: `${((cpu.user + cpu.system) / 1e6).toFixed(1)} s`, budget: "" },
    { what: "  asked, and known to be unchanged", measured: `${asked}, ${unchanged}`, budget: `${feedsPolled}` },
    {
      what: "  memory before; at most in either half",
      measured: `${mb(memory[0] ?? 0)}; ${mb(Math.max(...memory.slice(0, half)))}, ${mb(Math.max(...memory.slice(half)))}`,
      budget: "flat",
    },
  ];
}

async function nothing(): Promise<void> {}

function mb(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(0)} MB`;
}

/** Each on a host of its own: 127.x.y.z. */
function dueFeed(number: number, port: number): Feed {
  const host = `127.${1 + Math.floor(number / 62_500)}.${Math.floor(number / 250) % 250}.${1 + (number % 250)}:${port}`;
  const url = `http://${host}/feed.xml`;
  return {
    id: feedIdOf(url),
    url,
    host,
    title: `Feed ${number}`,
    state: "active",
    nextFetchAt: "2026-01-01T00:00:00.000Z",
    failures: 0,
    version: 1,
    subscribers: 1,
    pace: { skipHours: [], skipDays: [] },
    validators: { url, etag: `"${number}"`, lastModified: "Thu, 01 Jan 2026 00:00:00 GMT" },
  };
}

/** In a process of its own: it is not the publisher's time that is measured. */
function publish(): void {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    const isKnown = request.headers["if-none-match"] !== undefined;
    response
      .writeHead(isKnown ? 304 : 500, { etag: request.headers["if-none-match"] ?? "", "cache-control": "max-age=3600" })
      .end();
  });
  server.listen(0, "0.0.0.0", () => process.send?.((server.address() as AddressInfo).port));
  process.on("message", () => process.send?.(asked));
}

function say(event: string, fields?: object): void {
  process.stderr.write(`${event} ${JSON.stringify(fields)}\n`);
}
