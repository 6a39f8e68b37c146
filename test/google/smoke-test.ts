import { setTimeout as pause } from "node:timers/promises";

export interface SmokeSettings {
  /** Where the page and the API are. */
  readonly address: string;
  /** The owner's bearer token. */
  readonly token: string;
  /** How many documents go through, one after the other. */
  readonly documents: number;
  /** Devices that each document is delivered to; with none, nothing is mailed. */
  readonly devices: readonly string[];
  /** How long one document may take until it is ready, and until it is sent. */
  readonly withinMs: number;
  /** Makes each document another one than those of earlier runs: a repeat would be recognised, and not made again. */
  readonly run: string;
}

interface Book {
  readonly id: string;
  readonly title: string;
  readonly status: "received" | "ready" | "rejected";
  readonly document?: { readonly bytes: number };
  readonly rejection?: { readonly code: string; readonly message: string };
  readonly trouble?: { readonly step: string; readonly reason: string };
}
interface Delivery {
  readonly id: string;
  readonly status: string;
  readonly reason?: string;
}
interface HistoryEvent {
  readonly name: string;
}

const askAgainMs = 500;
const requestTimeoutMs = 60_000;
/** What every document goes through; the history says so. */
const stages = ["book.received", "book.ingested", "document.formatted"];

/**
 * Sends documents through an installation as a reader would, and looks at what comes out. Leaves nothing behind.
 * @param tell what has been seen so far, for whoever waits
 * @throws Error with a sentence that says which stage was not reached, and why where that is known
 */
export async function smokeTest(settings: SmokeSettings, tell: (sentence: string) => void): Promise<void> {
  for (let number = 1; number <= settings.documents; number += 1) await sendOne(settings, number, tell);
}

async function sendOne(settings: SmokeSettings, number: number, tell: (sentence: string) => void): Promise<void> {
  const { devices, run, withinMs } = settings;
  const startedAt = performance.now();
  const since = () => `${Math.round(performance.now() - startedAt)} ms`;
  const ask = asker(settings);
  const title = `Smoke test ${run}, ${number}`;
  const { id } = await ask<{ id: string }>("/api/books?deliver=false", {
    method: "POST",
    headers: {
      "content-type": "text/markdown; charset=utf-8",
      "content-disposition": 'attachment; filename="smoke-test.md"',
    },
    body: `---\ntitle: ${title}\nlang: en\n---\n\n# Smoke\n\nWhere there is some, somebody looks.\n\n# Fire\n\nThere is none.\n`,
  });
  tell(`${title}: taken as ${id} after ${since()}`);
  try {
    const book = await until(
      () => ask<Book>(`/api/books/${id}`),
      ({ status, document, trouble }) =>
        (status !== "received" && (status === "rejected" || document !== undefined)) || trouble !== undefined,
      { withinMs, what: "the document to be ready" },
    );
    if (book.trouble !== undefined) throw new Error(`${book.trouble.step} has given up: ${book.trouble.reason}`);
    if (book.rejection !== undefined)
      throw new Error(`It was refused: ${book.rejection.code}, ${book.rejection.message}`);
    if (book.title !== title) throw new Error(`Its title is ${JSON.stringify(book.title)}.`);
    const epub = new Uint8Array(await (await fetchFrom(settings, `/api/books/${id}/epub`)).arrayBuffer());
    const head = Buffer.from(epub.subarray(0, 58)).toString("latin1");
    if (!/^PK.*mimetypeapplication\/epub\+zip$/s.test(head)) throw new Error("What came out is no EPUB.");
    if (epub.byteLength !== book.document?.bytes)
      throw new Error(`The EPUB has ${epub.byteLength} bytes, and should have ${book.document?.bytes}.`);
    tell(`${title}: an EPUB of ${epub.byteLength} bytes after ${since()}`);
    await until(
      () => ask<{ items: readonly HistoryEvent[] }>(`/api/books/${id}/history`),
      ({ items }) => stages.every((stage) => items.some(({ name }) => name === stage)),
      { withinMs, what: `its history to tell of ${stages.join(", ")}` },
    );
    if (devices.length > 0) await deliver(settings, id, ask);
    tell(`${title}: ${devices.length > 0 ? `sent to ${devices.length} devices` : "complete"} after ${since()}`);
  } finally {
    await ask(`/api/books/${id}`, { method: "DELETE" });
  }
}

type Ask = <T>(path: string, init?: RequestInit) => Promise<T>;

async function deliver({ devices, withinMs }: SmokeSettings, bookId: string, ask: Ask): Promise<void> {
  await ask(`/api/books/${bookId}/deliveries`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ devices }),
  });
  const { items } = await until(
    () => ask<{ items: readonly (Delivery & { readonly documentId: string })[] }>("/api/deliveries?limit=200"),
    ({ items: all }) => {
      const ours = all.filter(({ documentId }) => documentId === bookId);
      return ours.length >= devices.length && ours.every(isOver);
    },
    { withinMs, what: "its deliveries to be sent" },
  );
  const failed = items.filter(
    ({ documentId, status }) => documentId === bookId && !["sent", "delivered"].includes(status),
  );
  if (failed.length > 0)
    throw new Error(failed.map(({ status, reason }) => `${status}: ${reason ?? "no reason"}`).join("; "));
}

function isOver({ status }: Delivery): boolean {
  return !["queued", "attempting", "uncertain"].includes(status);
}

function asker(settings: SmokeSettings): Ask {
  return async <T>(path: string, init: RequestInit = {}) => {
    const text = await (await fetchFrom(settings, path, init)).text();
    return (text === "" ? undefined : JSON.parse(text)) as T;
  };
}

async function fetchFrom({ address, token }: SmokeSettings, path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(new URL(path, address), {
    ...init,
    headers: { ...(init.headers as Record<string, string> | undefined), authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  if (response.ok) return response;
  throw new Error(
    `${init.method ?? "GET"} ${path} answered ${response.status}: ${(await response.text()).slice(0, 500)}`,
  );
}

async function until<T>(
  ask: () => Promise<T>,
  isEnough: (answer: T) => boolean,
  limit: { withinMs: number; what: string },
): Promise<T> {
  const giveUpAt = performance.now() + limit.withinMs;
  for (;;) {
    const answer = await ask();
    if (isEnough(answer)) return answer;
    if (performance.now() > giveUpAt) throw new Error(`Waited ${limit.withinMs} ms for ${limit.what}.`);
    await pause(askAgainMs);
  }
}
