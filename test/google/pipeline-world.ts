import { type LocalPress, openLocalPress } from "../pipeline/local-press.ts";
import { until } from "../pipeline/server-process.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { bundleAll, type Cloud, startCloud } from "./cloud.ts";
import { type RestartingCarrier, startCarrier } from "./restarting-carrier.ts";
import { startTraces, type TracesServer } from "./traces-server.ts";

/** A whole installation, the newspapers that it may read, and who carries its mail. */
export interface PipelineWorld {
  readonly cloud: Cloud;
  readonly carrier: RestartingCarrier;
  readonly press: LocalPress;
  readonly traces: TracesServer;
  stop(): Promise<void>;
}

/** A delivery as its owner is shown it. */
export interface DeliveryShown {
  readonly id: string;
  readonly deviceId: string;
  readonly kind: "book" | "edition";
  readonly status: string;
  readonly title: string;
  readonly attempts: number;
  readonly changedAt: string;
  readonly code?: string;
}

const hour = 60 * 60_000;
const lookAgainMs = 500;

export async function openPipelineWorld(): Promise<PipelineWorld> {
  const folder = await temporaryFolder();
  const start = new Date(Date.now() - 24 * hour);
  const [bundles, traces, press] = await Promise.all([
    bundleAll(folder),
    startTraces(),
    // All is printed by now.
    openLocalPress({ papers: 2, articlesEach: 4, start, hours: 12, now: () => new Date() }),
  ]);
  let cloud: Cloud | undefined;
  const carrier = await startCarrier(folder, () => `${cloud?.addressOf("mail-events")}/webhooks/sendgrid/events`);
  const started = await startCloud({
    bundles,
    environment: {
      SENDGRID_URL: carrier.url,
      SENDGRID_API_KEY: carrier.apiKey,
      SENDGRID_EVENT_KEYS: carrier.publicKey,
      MAIL_FROM: "reader@example.org",
      FETCH_ALLOW: press.allow.join(","),
      OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
    },
  });
  cloud = started;
  return {
    cloud: started,
    carrier,
    press,
    traces,
    stop: async () => {
      await started.stop();
      await Promise.all([carrier.close(), press.close(), traces.close()]);
    },
  };
}

/** Everything of a list, page after page. */
export async function everyItem<T>(cloud: Cloud, path: string): Promise<readonly T[]> {
  const all: T[] = [];
  let page: string | undefined;
  do {
    const after = page === undefined ? "" : `&page=${encodeURIComponent(page)}`;
    const answer = await cloud.ask<{ items: T[]; nextPage?: string }>(`${path}?limit=200${after}`);
    all.push(...answer.items);
    page = answer.nextPage;
  } while (page !== undefined);
  return all;
}

/** Asks again until the list satisfies, whatever becomes of the function that answers it; the limit only bounds a failing test. */
export async function untilListed<T>(
  cloud: Cloud,
  path: string,
  satisfies: (all: readonly T[]) => boolean,
  { withinMs, what }: { readonly withinMs: number; readonly what: string },
): Promise<readonly T[]> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    // Functions are killed, and `api` is one of them: no answer is not one that satisfies.
    const all = await everyItem<T>(cloud, path).catch(() => undefined);
    if (all !== undefined && satisfies(all)) return all;
    if (performance.now() > giveUpAt) {
      throw new Error(`Waited ${withinMs} ms for ${what}; the list: ${JSON.stringify(all)?.slice(0, 10_000)}`);
    }
    // Long lists cost whoever is working on what is waited for.
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
}

/** Says a command until it has been taken, always with the same key. */
export async function command<T>(cloud: Cloud, path: string, body: unknown, key: string = path): Promise<T> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify(body),
  };
  const ask = () => cloud.ask<T>(path, init).catch((error: unknown) => ({ refused: String(error) }));
  const answer = await until(ask, isTaken<T>, { withinMs: 60_000, what: `${path} to be taken` });
  return answer as T;
}

function isTaken<T>(answer: T | { readonly refused: string }): answer is T {
  return typeof answer !== "object" || answer === null || !("refused" in answer);
}

export async function addDevice({ cloud }: PipelineWorld, email: string): Promise<string> {
  const { id } = await command<{ id: string }>(cloud, "/api/devices", { email, name: email, automatic: true }, email);
  return id;
}
