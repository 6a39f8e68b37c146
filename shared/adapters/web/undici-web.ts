import { Agent, request as undiciRequest } from "undici";
import type { Clock, Randomness } from "../../ports/clock.ts";
import type { Timers } from "../../ports/timers.ts";
import type { Web, WebAnswer, WebForm, WebHop, WebPurpose, WebRequest } from "../../ports/web.ts";
import { type AskedAddress, askedAddress } from "../../web/asked-address.ts";
import { fetchAllowance } from "../../web/fetch-allow.ts";
import { nextHop, redirectStatuses } from "../../web/next-hop.ts";
import { type Asker, requestHeaders } from "../../web/request-headers.ts";
import { retryAfterMs } from "../../web/retry-after.ts";
import { type WebLimits, webLimits } from "../../web/web-limits.ts";
import { answerOf, headersOf, type Received } from "./answer-of.ts";
import { endingOf } from "./failure-of.ts";
import { guardedConnect, type Resolve } from "./guarded-connect.ts";
import { hopTime } from "./hop-time.ts";
import { hostQueue } from "./host-queue.ts";
import { pause } from "./pause.ts";

export interface UndiciWebOptions {
  readonly asker: Asker;
  /** The entries of FETCH_ALLOW. */
  readonly allow: readonly string[];
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomness: Randomness;
  readonly limits?: WebLimits;
  /** At least so long after one request the next one to the same host begins, in milliseconds; up to twice as long. */
  readonly pausesMs?: Readonly<Record<WebPurpose, number>>;
  /** How names are resolved: by the system. */
  readonly resolve?: Resolve;
}

/** A page's pictures are what every browser loads with it, at once: they wait less. */
export const webPausesMs: Readonly<Record<WebPurpose, number>> = {
  feed: 1000,
  page: 1000,
  picture: 100,
  robots: 0,
  hub: 1000,
};

/** Between two pages or pictures of a host that FETCH_ALLOW names: who lists it runs it, or is close to whoever does. */
const ownPauseMs = 20;

/** Headers of pages with long policies are larger than the usual 16 KiB. */
const headerBytesMax = 64 * 1024;

/** The guarded door to the web, through undici, with connections of its own. `close` ends those that are open. */
export function undiciWeb(options: UndiciWebOptions): Web & { close(): Promise<void> } {
  const { asker, clock, timers, limits = webLimits, pausesMs = webPausesMs } = options;
  const allowance = fetchAllowance(options.allow);
  const queue = hostQueue(options);
  const dispatcher = new Agent({
    connect: guardedConnect(allowance, {
      timeoutMs: limits.headerMs,
      ...(options.resolve && { resolve: options.resolve }),
    }),
    maxHeaderSize: headerBytesMax,
    // The queue lets no second request to the same host through; a pool for each would cost more than what it asks for.
    connections: 1,
    // Our own, which a test can move.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  const pauseAt = ({ hostname, port, protocol }: URL, purpose: WebPurpose) => {
    const asked = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
    const isOwn = allowance.namesHost(hostname, asked) || allowance.coversAddress(hostname, asked);
    return isOwn && (purpose === "page" || purpose === "picture")
      ? Math.min(ownPauseMs, pausesMs[purpose])
      : pausesMs[purpose];
  };
  const ask = async (request: WebRequest, form?: string): Promise<WebAnswer> => {
    const { purpose, signal, pauseMs = 0 } = request;
    const hops: WebHop[] = [...(request.continuation?.hops ?? [])];
    const read = (url: string) => askedAddress(url, { allowance, urlLengthMax: limits.urlLengthMax });
    let address = read(request.continuation?.url ?? request.url);
    let leftMs = limits.totalMs;
    let turn: { readonly host: string; end(): void } | undefined;
    try {
      for (;;) {
        if ("code" in address) return { outcome: "refused", ...address, hops };
        const { host } = address.url;
        if (turn?.host !== host) {
          turn?.end();
          turn = undefined;
          const entered = await queue.enter(host, Math.max(pauseAt(address.url, purpose), pauseMs), signal);
          if (entered === "aborted") return { outcome: "failed", code: "web/aborted", reason: "It was given up", hops };
          if (entered === "busy") {
            return { outcome: "failed", code: "web/host-busy", reason: `Too much is asked of ${host} at once`, hops };
          }
          turn = { host, end: entered };
        }
        const hop = await askOnce(request, address, { form, hops, leftMs });
        if ("outcome" in hop) return hop;
        leftMs -= hop.tookMs;
        const delayMs = hop.delayMs ?? 0;
        if (delayMs > limits.redirectDelayMsMax) {
          return {
            outcome: "delayed",
            status: hop.followed.status,
            url: address.url.href,
            hops: [...hops],
            retryAfterMs: delayMs,
            continuation: { url: hop.followed.to, hops: [...hops, hop.followed] },
          };
        }
        if (delayMs > 0) await pause(timers, delayMs, signal);
        hops.push(hop.followed);
        const next = read(hop.followed.to);
        // The reader's name and password are for whom they were given to.
        const keepsAuthorization = "url" in next && next.url.origin === address.url.origin;
        address = keepsAuthorization ? { ...next, authorization: address.authorization } : next;
      }
    } finally {
      turn?.end();
    }
  };

  /** One request and its answer: an end, or where to go on. */
  const askOnce = async (
    request: WebRequest,
    address: AskedAddress,
    { form, hops, leftMs }: { form: string | undefined; hops: readonly WebHop[]; leftMs: number },
  ): Promise<
    WebAnswer | { readonly followed: WebHop; readonly delayMs: number | undefined; readonly tookMs: number }
  > => {
    const { purpose } = request;
    const { url } = address;
    const time = hopTime({ clock, timers }, { leftMs, signal: request.signal });
    try {
      time.begin(limits.headerMs, `${url.host} does not answer in time`);
      const response = await undiciRequest(url, {
        dispatcher,
        method: form === undefined ? "GET" : "POST",
        headers: {
          ...requestHeaders(request, address, asker),
          ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
        },
        ...(form === undefined ? {} : { body: form }),
        signal: time.signal,
      });
      const received: Received = {
        status: response.statusCode,
        url: url.href,
        hops,
        headers: headersOf(response.headers),
      };
      time.begin(limits.bodyMs, `The answer of ${url.host} does not end in time`);
      const { status, headers } = received;
      const isFollowed = redirectStatuses.has(status) && (form === undefined || status === 307 || status === 308);
      if (!isFollowed) return await answerOf(received, response.body, { purpose, limits });
      await response.body.dump({ limit: limits.errorBodyBytesMax, signal: time.signal });
      const followed = nextHop({
        status,
        location: headers["location"],
        from: url,
        hops,
        purpose,
        hopsMax: limits.hopsMax,
      });
      if ("code" in followed) return { outcome: "refused", ...followed, hops, status };
      return { followed, delayMs: retryAfterMs(headers["retry-after"], clock.now()), tookMs: time.end() };
    } catch (error) {
      return { ...endingOf(error, url.host), hops };
    } finally {
      time.end();
    }
  };

  return {
    get: (request) => ask(request),
    post: ({ form, ...request }: WebForm) => ask(request, new URLSearchParams(form).toString()),
    close: () => dispatcher.destroy(),
  };
}
