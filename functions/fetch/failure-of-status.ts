import type { WebAnswered } from "../../shared/ports/web.ts";
import { retryAfterMs } from "../../shared/web/retry-after.ts";
import { limitsByRefusing } from "./challenge.ts";
import type { Failure, Trouble } from "./failure.ts";

/** What a status that brings no feed means. */
export function failureOfStatus({ status, url, headers }: WebAnswered, now: Date): Failure {
  const { hostname } = new URL(url);
  const after = retryAfterMs(headers["retry-after"], now);
  // An explicit 0 is no delay that anybody could keep: then our own pace decides.
  const delay = after !== undefined && after > 0 ? { retryAfterMs: after } : {};
  const of = (code: string, message: string, trouble: Trouble = "other"): Failure => ({
    code,
    message,
    trouble,
    status,
    ...delay,
  });
  if (status === 429 || (status === 403 && limitsByRefusing(hostname))) {
    return of("feed/too-many-requests", `${hostname} is being asked too often, and wants to be left alone.`, "limited");
  }
  switch (status) {
    case 401:
    case 407:
      return of("feed/password-wanted", `${hostname} gives this feed only to people with a password.`);
    case 403:
      return of("feed/forbidden", `${hostname} does not let us have this feed.`);
    case 404:
      return of("feed/not-found", `${hostname} has nothing at the address of this feed.`, "missing");
    case 410:
      return of("feed/gone", `Its publisher says that this feed is no more.`, "gone");
    case 451:
      return of("feed/forbidden-by-law", `${hostname} may not give this feed to us, by law.`);
    case 503:
      return of("feed/unavailable", `${hostname} is overloaded or being repaired.`, "unavailable");
    case 304:
      return of("feed/unexpected-answer", `${hostname} says that nothing has changed, though it was not asked that.`);
    default:
      if (status >= 500) return of("feed/server-failed", `The server of ${hostname} failed (${status}).`);
      return of("feed/unexpected-answer", `${hostname} answers in a way that no feed does (${status}).`);
  }
}
