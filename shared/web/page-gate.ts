import type { Clock } from "../ports/clock.ts";
import type { Web, WebAnswer } from "../ports/web.ts";
import { productToken } from "./request-headers.ts";
import { parseRobots, type RobotsRules } from "./robots.ts";

/**
 * Whether article pages may be fetched. Feeds are subscribed to by people and are asked without it; fetching the pages behind
 * them is crawling, which publishers may decline.
 */
export interface PageGate {
  /** Never throws. Asks for a host's robots.txt at most once in {@link robotsMaxAgeMs}, however often it is called. */
  mayFetchPage(url: string, signal?: AbortSignal): Promise<PagePermission>;
}

export type PagePermission =
  | {
      readonly allowed: true;
      /** How long its host wants to be left alone after it. */
      readonly pauseMs?: number;
    }
  | {
      readonly allowed: false;
      /** `unreachable`: nobody knows at the moment, and who does not know stays away. Worth another try later. */
      readonly code: "robots/disallowed" | "robots/unreachable" | "robots/bad-address";
      /** A sentence for people, without its full stop. */
      readonly reason: string;
    };

/** RFC 9309, 2.4: not used for longer than a day. */
export const robotsMaxAgeMs = 24 * 60 * 60 * 1000;
/** A host that could not be reached is asked again after this. */
export const robotsRetryMs = 10 * 60 * 1000;
/** As many hosts are remembered; the one that was asked about longest ago is forgotten first. */
export const robotsHostsMax = 5000;

type Said = RobotsRules | "unreachable";
interface Remembered {
  said: Promise<Said>;
  until: number;
  /** The last word of a host, also once it cannot be reached any more. */
  rules: RobotsRules | undefined;
}

/** Remembers in memory, for as long as the process lives: what robots.txt says is asked again by the next one. */
export function pageGate({ web, clock }: { readonly web: Web; readonly clock: Clock }): PageGate {
  const hosts = new Map<string, Remembered>();

  const remember = (origin: string, remembered: Remembered) => {
    hosts.delete(origin);
    hosts.set(origin, remembered);
    const [oldest] = hosts.keys();
    if (hosts.size > robotsHostsMax && oldest !== undefined) hosts.delete(oldest);
  };
  const rulesOf = (origin: string): Promise<Said> => {
    const now = clock.now().getTime();
    const known = hosts.get(origin);
    if (known !== undefined && now < known.until) {
      remember(origin, known);
      return known.said;
    }
    const fresh: Remembered = {
      said: Promise.resolve("unreachable"),
      until: now + robotsMaxAgeMs,
      rules: known?.rules,
    };
    const ask = async (): Promise<Said> => {
      // The asking is shared: no caller's signal ends it for the others.
      const said = saidBy(await web.get({ url: `${origin}/robots.txt`, purpose: "robots" }));
      if (said !== "unreachable") {
        fresh.rules = said;
        return said;
      }
      fresh.until = clock.now().getTime() + robotsRetryMs;
      // RFC 9309, 2.4: who cannot be reached is taken at the last word.
      return fresh.rules ?? said;
    };
    fresh.said = ask();
    remember(origin, fresh);
    return fresh.said;
  };

  return {
    mayFetchPage: async (url, signal) => {
      const page = URL.parse(url);
      if (page === null || !/^https?:$/u.test(page.protocol)) {
        return { allowed: false, code: "robots/bad-address", reason: "This is no address on the web" };
      }
      const said = await untilAborted(rulesOf(page.origin), signal);
      if (said === "unreachable") {
        return {
          allowed: false,
          code: "robots/unreachable",
          reason: `Whether ${page.host} allows its pages to be fetched cannot be found out at the moment`,
        };
      }
      if (said.allows(page.pathname + page.search)) {
        return { allowed: true, ...(said.crawlDelayMs !== undefined && { pauseMs: said.crawlDelayMs }) };
      }
      return {
        allowed: false,
        code: "robots/disallowed",
        reason: `${page.host} does not allow this page to be fetched`,
      };
    },
  };
}

const everything: RobotsRules = { allows: () => true, crawlDelayMs: undefined };

/** RFC 9309, 2.3.1: there are rules, or there are none, or nobody can tell. */
function saidBy(answer: WebAnswer): Said {
  switch (answer.outcome) {
    case "answered":
      // "Too many requests" is said of the moment, as errors of the server are.
      if (answer.status === 429 || answer.status >= 500) return "unreachable";
      if (answer.status >= 400 || answer.status < 200) return everything;
      return parseRobots(new TextDecoder().decode(answer.body), productToken);
    case "failed":
      return answer.partial === undefined
        ? "unreachable"
        : parseRobots(new TextDecoder().decode(answer.partial.body), productToken);
    case "refused":
      // Wherever it leads, it is no robots.txt; the page itself is refused for what is wrong with its own address.
      return everything;
    case "delayed":
      return "unreachable";
  }
}

function untilAborted(said: Promise<Said>, signal: AbortSignal | undefined): Promise<Said> {
  if (signal === undefined) return said;
  return new Promise((resolve, reject) => {
    const abort = () => resolve("unreachable");
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    said.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
