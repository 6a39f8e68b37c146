import { hash } from "node:crypto";
import type { WebAnswer, WebAnswered, WebContinuation, WebHop } from "../../shared/ports/web.ts";
import type { Feed } from "../../shared/read-models/feeds.ts";
import { challengeIn } from "./challenge.ts";
import type { Failure } from "./failure.ts";
import { failureOfStatus } from "./failure-of-status.ts";
import { freshUntil } from "./fresh-until.ts";

export type Validators = NonNullable<Feed["validators"]>;

/** What has come of asking for a feed. */
export type Outcome = Unchanged | NewBody | Delayed | NotNow | Failed;

/** It has nothing new. */
export interface Unchanged extends Told {
  readonly kind: "unchanged";
}

/** It has answered with something that has not been read yet. */
export interface NewBody extends Told {
  readonly kind: "body";
  readonly bytes: Uint8Array;
  readonly bodySha256: string;
  readonly contentType: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The rest of it got lost on the way. */
  readonly isPart: boolean;
}

/** What every good answer tells. */
export interface Told {
  readonly status: number;
  /** Where it was found, behind all redirects. */
  readonly url: string;
  readonly hops: readonly WebHop[];
  readonly validators: Validators | undefined;
  readonly freshUntil: Date | undefined;
}

/** A redirect is to be followed later only. Nothing is wrong. */
export interface Delayed {
  readonly kind: "delayed";
  readonly continuation: WebContinuation;
  readonly retryAfterMs: number;
}

/** It has not been asked at all, for a reason of our own. */
export interface NotNow {
  readonly kind: "not-now";
}

export interface Failed {
  readonly kind: "failed";
  readonly failure: Failure;
}

/** Reads the answer of a feed's server. Whether a body is a feed shows only when it is read. */
export function outcomeOfAnswer(answer: WebAnswer, feed: Feed, now: Date): Outcome {
  switch (answer.outcome) {
    case "delayed":
      return { kind: "delayed", continuation: answer.continuation, retryAfterMs: answer.retryAfterMs };
    case "refused": {
      const { code, reason, status } = answer;
      return { kind: "failed", failure: { code, message: `${reason}.`, status, trouble: "other" } };
    }
    case "failed": {
      const { code, reason, status, partial } = answer;
      if (code === "web/host-busy" || code === "web/aborted") return { kind: "not-now" };
      // Rather some of the items than none; that it was no whole is remembered by keeping no validators of it.
      if (partial?.status === 200) return bodyOf(partial, now, true);
      return { kind: "failed", failure: { code, message: `${reason}.`, status, trouble: "other" } };
    }
    case "answered":
      return outcomeOfStatus(answer, feed, now);
  }
}

function outcomeOfStatus(answer: WebAnswered, feed: Feed, now: Date): Outcome {
  const { status, url, hops, headers } = answer;
  const challenge = challengeIn(answer);
  if (challenge !== undefined) return { kind: "failed", failure: { ...challenge, status } };
  if (status === 304 && feed.validators !== undefined) {
    // RFC 9111, 4.3.4: what the 304 says takes the place of what was kept; what it does not say stays.
    const kept = feed.validators.url === url ? feed.validators : undefined;
    const validators = validatorsOf(answer, kept);
    return { kind: "unchanged", status, url, hops, validators, freshUntil: freshUntil(headers, now) };
  }
  if (status !== 200 && status !== 203) return { kind: "failed", failure: failureOfStatus(answer, now) };
  const body = bodyOf(answer, now, false);
  return isSame(body, feed) ? unchangedBy(body) : body;
}

function bodyOf(answer: WebAnswered, now: Date, isPart: boolean): NewBody {
  const { status, url, hops, headers, body, contentType } = answer;
  return {
    kind: "body",
    status,
    url,
    hops,
    headers,
    contentType,
    bytes: body,
    bodySha256: hash("sha256", body),
    validators: isPart ? undefined : validatorsOf(answer),
    freshUntil: freshUntil(headers, now),
    isPart,
  };
}

/** A server that has not understood the condition may say the same all over again. */
function isSame({ validators, bodySha256, url }: NewBody, feed: Feed): boolean {
  const { etag } = validators ?? {};
  const isSameEtag = etag !== undefined && etag === feed.validators?.etag && feed.validators.url === url;
  return isSameEtag || bodySha256 === feed.bodySha256;
}

function unchangedBy({ status, url, hops, validators, freshUntil }: NewBody): Unchanged {
  return { kind: "unchanged", status, url, hops, validators, freshUntil };
}

/** Character by character. `kept` is what was known of the same address. */
function validatorsOf({ url, headers }: WebAnswered, kept?: Validators): Validators | undefined {
  const etag = headers["etag"] ?? kept?.etag;
  const lastModified = headers["last-modified"] ?? kept?.lastModified;
  if (etag === undefined && lastModified === undefined) return undefined;
  return { url, ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) };
}
