import * as z from "zod";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Timers } from "../../shared/ports/timers.ts";
import { paced, type Ramp } from "../../shared/ramp.ts";

export interface ReplayPorts {
  /** Asks the API, as its owner. */
  readonly request: (path: string, init: RequestInit) => Promise<Response>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly say: (line: string) => void;
}

/**
 * Two a second at first: each event goes through several steps again, which write to Firestore and ask others' servers.
 * At half as many more every five minutes it is 15 a second in half an hour.
 */
export const replayRamp: Ramp = { perSecond: 2, growth: 1.5, stepMs: 5 * 60_000 };

const pageLettersMax = 200;
const waitSecondsDefault = 5;
const waitsMax = 20;

const Letter = z.object({ id: z.string(), step: z.string(), eventName: z.string() });
type Letter = z.infer<typeof Letter>;
const LetterPage = z.object({ items: z.array(Letter), nextPage: z.string().optional() });
const Refusal = z.object({ code: z.string() });

/**
 * Has every open dead letter tried again, or those of one step, each once. One that somebody else has closed meanwhile,
 * or that holds no event, is left. What fails again is another dead letter, and is not tried here.
 * @throws Error with a sentence, where the API does not answer as it should
 */
export async function replayAll(
  { step }: { readonly step: string | undefined },
  ports: ReplayPorts,
): Promise<{ readonly replayed: number; readonly left: number }> {
  // Before the first is tried: those that fail again would be found behind them.
  const letters = await openLetters(step, ports);
  const turn = paced(replayRamp, ports);
  let replayed = 0;
  for (const letter of letters) {
    await turn();
    if (await replay(letter, ports)) replayed += 1;
    else ports.say(`${letter.id} is left: a ${letter.eventName} of ${letter.step}`);
  }
  return { replayed, left: letters.length - replayed };
}

async function openLetters(step: string | undefined, ports: ReplayPorts): Promise<readonly Letter[]> {
  const letters: Letter[] = [];
  for (let page: string | undefined = ""; page !== undefined; ) {
    const after: string = page === "" ? "" : `&page=${encodeURIComponent(page)}`;
    const path = `/api/dead-letters?state=open&limit=${pageLettersMax}${after}`;
    const response = await patiently(path, { method: "GET" }, ports);
    if (!response.ok) throw new Error(`The API answers ${response.status} to ${path}: ${await response.text()}`);
    const { items, nextPage } = LetterPage.parse(await response.json());
    letters.push(...items.filter((letter) => step === undefined || letter.step === step));
    page = nextPage;
  }
  // As they have failed: what came first goes first.
  return letters.toReversed();
}

async function replay({ id }: Letter, ports: ReplayPorts): Promise<boolean> {
  const path = `/api/dead-letters/${encodeURIComponent(id)}/replay`;
  // The letter's own key: however often this is asked, it is one replay.
  const response = await patiently(path, { method: "POST", headers: { "idempotency-key": `replay-${id}` } }, ports);
  if (response.ok) return true;
  const text = await response.text();
  const { code } = Refusal.catch({ code: "" }).parse(
    response.status === 409 || response.status === 404 ? parsed(text) : {},
  );
  if (code.startsWith("dead-letter/")) return false;
  throw new Error(`The API answers ${response.status} to ${path}: ${text}`);
}

/** Waits where the API says that it is too much, or is unwell, for as long as it says. */
async function patiently(path: string, init: RequestInit, ports: ReplayPorts): Promise<Response> {
  for (let wait = 1; ; wait += 1) {
    const response = await ports.request(path, init);
    if ((response.status !== 429 && response.status !== 503) || wait > waitsMax) return response;
    await response.body?.cancel();
    const seconds = Number(response.headers.get("retry-after") ?? waitSecondsDefault) || waitSecondsDefault;
    ports.say(`The API wants ${seconds} seconds of peace`);
    await new Promise<void>((resolve) => ports.timers.after(seconds * 1000, resolve));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
