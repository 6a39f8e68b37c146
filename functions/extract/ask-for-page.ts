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

/*
 * 29 November 2026. Pages of one host come one at a time and Crawl-delay apart within this process only (`web`), where feeds keep their
 * turns in `feed-hosts` for all processes. On Google Cloud several instances of `extract` (at most `instances_max`, four events each) may
 * so meet at one host. Options: a turn in Firestore for each page, which is two conditional updates, so two documents read and two
 * written beside what an article costs, again for robots.txt, and once more whenever the turn is not free, and an instance that is paid
 * for while it waits, up to a minute; or a subscription that is ordered by host, where one slow page holds up all that are behind it.
 * Chosen: neither. Feeds are asked again and again, a page once. What would make us revisit it: publishers who answer 429 to pages.
 */

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
