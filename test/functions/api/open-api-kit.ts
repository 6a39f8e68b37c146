import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bookIngested } from "../../../events/book-ingested.ts";
import { bookReceived } from "../../../events/book-received.ts";
import { type Envelope, firstCause, hashOf } from "../../../events/define-event.ts";
import { documentFormatted } from "../../../events/document-formatted.ts";
import type { ApiPorts, ApiSettings } from "../../../functions/api/api-ports.ts";
import { createApi } from "../../../functions/api/app.ts";
import { projectEvent } from "../../../functions/project/project-event.ts";
import { fsBlobs } from "../../../shared/adapters/local/fs-blobs.ts";
import { memoryProgress } from "../../../shared/adapters/local/memory-progress.ts";
import { openSqliteDatabase } from "../../../shared/adapters/local/sqlite-database.ts";
import { sqliteJournal } from "../../../shared/adapters/local/sqlite-journal.ts";
import { sqliteLedger } from "../../../shared/adapters/local/sqlite-ledger.ts";
import { sqliteReadModels } from "../../../shared/adapters/local/sqlite-read-models.ts";
import type { Ledger } from "../../../shared/ports/ledger.ts";
import type { Timers } from "../../../shared/ports/timers.ts";
import { readModels as catalogue } from "../../../shared/read-models/catalogue.ts";
import { systemRandomness } from "../../../shared/system-clock.ts";
import { keptLog } from "../../kept-log.ts";

export const token = "a-token-of-the-owner-with-32-characters-and-more";

/** The API on real stores in memory. What it publishes is projected at once, and kept for the test to look at. */
export interface ApiKit {
  readonly ports: ApiPorts;
  readonly settings: ApiSettings;
  readonly ledger: Ledger;
  readonly published: Envelope[];
  readonly log: ReturnType<typeof keptLog>;
  /** Has events happen that other steps announce. */
  happen(...events: readonly Envelope[]): Promise<void>;
  /** Asks with the owner's token. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** The whole of it, for a server to carry. */
  fetch(request: Request): Promise<Response>;
  /** Asks with these headers and no others. */
  askAs(headers: Readonly<Record<string, string>>, path: string, init?: RequestInit): Promise<Response>;
  /** Asks and reads the JSON. */
  json<T>(path: string, init?: RequestInit): Promise<T>;
  /** A book that is ready, with this content as its EPUB. */
  addBook(book: { title: string; source?: string; epub?: string; format?: "epub" | "html" }): Promise<string>;
  addDevice(email: string, name?: string): Promise<string>;
  stop(): void;
  close(): Promise<void>;
}

/** Whatever is waited for comes at once: no test waits for an effect that nobody makes. */
const impatientTimers: Timers = {
  after: (_delayMs, run) => {
    const immediate = setImmediate(run);
    return () => clearImmediate(immediate);
  },
};

export interface KitOptions {
  readonly settings?: Partial<ApiSettings>;
  readonly ports?: (ports: ApiPorts) => Partial<ApiPorts>;
}

export async function openApiKit({ settings: changed = {}, ports: change }: KitOptions = {}): Promise<ApiKit> {
  const folder = await mkdtemp(join(tmpdir(), "kcs-api-"));
  const database = openSqliteDatabase(":memory:");
  const journal = sqliteJournal(database);
  const readModels = sqliteReadModels(database, catalogue);
  const ledger = sqliteLedger(database);
  const published: Envelope[] = [];
  const log = keptLog();
  const happen = async (...events: readonly Envelope[]) => {
    for (const event of events) await projectEvent(event, { journal, readModels });
  };
  let nowMs = Date.parse("2026-03-01T08:00:00.000Z");
  const clock = {
    now: () => {
      nowMs += 1;
      return new Date(nowMs);
    },
  };
  const standard: ApiPorts = {
    events: {
      publish: async (...events) => {
        published.push(...events);
        await happen(...events);
      },
    },
    readModels,
    journal,
    blobs: await fsBlobs(join(folder, "blobs")),
    secrets: { key: async (name) => Buffer.alloc(32, name) },
    clock,
    randomness: systemRandomness,
    timers: impatientTimers,
    log,
    ledger,
    progress: memoryProgress(),
    vitals: {
      checks: async () => [{ name: "database", ok: true }],
      measures: async () => [],
    },
  };
  const ports = { ...standard, ...change?.(standard) };
  const stopping = new AbortController();
  const settings: ApiSettings = {
    account: "home",
    token,
    deviceDomains: ["kindle.com", "free.kindle.com"],
    mailFrom: "reader@example.org",
    mailStaysHere: false,
    timeZone: "Europe/Berlin",
    fetchAllow: ["192.168.7.7:8080"],
    loopback: true,
    stopping: stopping.signal,
    ...changed,
  };
  const app = createApi(ports, settings);
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has("authorization")) headers.set("authorization", `Bearer ${token}`);
    return await app.request(path, { ...init, headers });
  };
  const askAs = async (headers: Readonly<Record<string, string>>, path: string, init: RequestInit = {}) =>
    await app.request(path, { ...init, headers });
  const json = async <T>(path: string, init?: RequestInit) => (await (await ask(path, init)).json()) as T;

  return {
    ports,
    settings,
    ledger,
    published,
    log,
    happen,
    ask,
    askAs,
    fetch: async (request) => await app.fetch(request),
    json,
    addBook: async ({ title, source = `source of ${title}`, epub = `epub of ${title}`, format = "epub" }) => {
      const original = await ports.blobs.write("home", Buffer.from(source), { bytesMax: 1000 });
      const document = await ports.blobs.write("home", Buffer.from(epub), { bytesMax: 1000 });
      const bookId = hashOf("book", "home", original.sha256);
      const received = {
        bookId,
        sourceKey: original.key,
        sha256: original.sha256,
        bytes: original.bytes,
        fileName: `${title}.${format}`,
        via: "http" as const,
        deliver: true,
      };
      const fact = { subject: bookId, at: clock.now() };
      const first = bookReceived.from(firstCause("home", bookId), {
        ...fact,
        data: { ...received, mediaType: "application/octet-stream" },
      });
      const second = bookIngested.from(first, {
        ...fact,
        data: {
          ...received,
          format,
          title,
          authors: ["Jane Austen"],
          language: "en",
          receivedAt: first.occurredAt,
        },
      });
      const third = documentFormatted.from(second, {
        ...fact,
        data: {
          documentId: bookId,
          kind: "book",
          sourceSha256: original.sha256,
          documentKey: document.key,
          sha256: document.sha256,
          bytes: document.bytes,
          title,
          authors: ["Jane Austen"],
          language: "en",
          cover: { key: document.key, mediaType: "image/jpeg" },
          warnings: [],
          receivedAt: first.occurredAt,
          deliver: true,
        },
      });
      await happen(first, second, third);
      return bookId;
    },
    addDevice: async (email, name = "Kindle") => {
      const { id } = await json<{ id: string }>("/api/devices", post({ email, name }));
      return id;
    },
    stop: () => stopping.abort(),
    close: async () => {
      stopping.abort();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function post(body: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}
