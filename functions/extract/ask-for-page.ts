import type { Timers } from "../../shared/ports/timers.ts";
import type { WebAnswer } from "../../shared/ports/web.ts";
import type { ExtractPorts } from "./extract-ports.ts";
import { pageVerdict, type Shortfall } from "./page-verdict.ts";

export interface FetchedPage {
  readonly bytes: Uint8Array;
  readonly contentType?: string;
  /** After all redirects. */
  readonly address: string;
}

/** Of one page, in all: what is not better by then will not be better soon, and nobody's server is hammered. */
const attemptsMax = 2;
const pauseMs = 3000;

type AskPorts = Pick<ExtractPorts, "web" | "pageGate" | "timers" | "randomness">;

/**
 * Asks for a page, if its publisher lets it be asked for, and once more where that may help. Answers the page, or why there is none.
 * @throws Error while more requests wait for that host than are kept waiting: the event comes again, later
 */
export async function askForPage(url: string, ports: AskPorts): Promise<FetchedPage | Shortfall> {
  const permission = await ports.pageGate.mayFetchPage(url);
  if (!permission.allowed) return { code: permission.code, message: `${permission.reason}.` };
  const { pauseMs: hostPauseMs } = permission;
  const request = { url, purpose: "page", ...(hostPauseMs !== undefined && { pauseMs: hostPauseMs }) } as const;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ports.web.get(request);
    if (answer.outcome === "failed" && answer.code === "web/host-busy") throw new Error(answer.reason);
    const verdict = pageVerdict(answer);
    if (verdict === undefined) return pageOf(answer, url);
    if (!verdict.passes || attempt >= attemptsMax) return { code: verdict.code, message: verdict.message };
    await pause(ports.timers, pauseMs * (1 + ports.randomness.fraction()));
  }
}

/** Only where nothing stands against the answer. */
function pageOf(answer: WebAnswer, url: string): FetchedPage {
  const whole = answer.outcome === "failed" ? answer.partial : answer;
  if (whole?.outcome !== "answered") throw new Error(`No page came from ${url}`);
  const { body, contentType } = whole;
  return { bytes: body, address: whole.url, ...(contentType !== undefined && { contentType }) };
}

function pause(timers: Timers, delayMs: number): Promise<void> {
  return new Promise<void>((resolve) => void timers.after(delayMs, resolve));
}
