import type { WebAnswered } from "../../shared/ports/web.ts";
import type { Failure } from "./failure.ts";

const refusing: ReadonlySet<number> = new Set([403, 429, 503]);

/**
 * A page that only a browser with a person before it gets past, where the feed should be. It is told to the reader, and never
 * evaded.
 */
export function challengeIn({ status, url, headers, contentType }: WebAnswered): Failure | undefined {
  if (!refusing.has(status)) return undefined;
  const { hostname } = new URL(url);
  const isChallenge = headers["cf-mitigated"]?.toLowerCase() === "challenge";
  const isPage = status === 403 && /^\s*(?:text\/html|application\/xhtml\+xml)\b/iu.test(contentType ?? "");
  if (!isChallenge && !(isPage && !limitsByRefusing(hostname))) return undefined;
  return {
    code: "feed/challenge",
    message: `${hostname} answers programs with a page that only a browser gets past. Its publisher can exempt the feed from that: ask them to, or look for another address of it.`,
    trouble: "other",
  };
}

/** Servers that say 403 where they mean 429. */
const refusingHosts = /(?:^|\.)(?:reddit\.com|redd\.it)$/u;

export function limitsByRefusing(hostname: string): boolean {
  return refusingHosts.test(hostname);
}
