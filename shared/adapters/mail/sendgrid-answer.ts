import type { MailAnswer } from "../../ports/mail.ts";

/**
 * How far a request has come. Only in `answer` may the mail have been taken: the last byte of the request, without which
 * it is no request, may have left us.
 */
export type SendgridPhase = "connect" | "body" | "answer";

/** How a request came to its end. */
export interface SendgridEnd {
  readonly phase: SendgridPhase;
  /** The status of the answer, where one came. */
  readonly status?: number | undefined;
  /** The answer's headers, by their lower-case names. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** The name of the part of the request that SendGrid did not like, where it named one: `from.email`. */
  readonly field?: string | undefined;
  /** What ended it where no answer did. */
  readonly failure?: "timeout" | "document" | "connection" | "tls";
  /** The system's code for what went wrong (`ECONNREFUSED`), where it gave one. */
  readonly systemCode?: string | undefined;
}

/** A key or an address that is wrong stays so until a person has mended a setting: there is no hurry. */
const settingsRetryAfterMs = 15 * 60_000;
const providerMessageIdCharactersMax = 200;

const later = { outcome: "not-accepted", permanent: false } as const;
const never = { outcome: "not-accepted", permanent: true } as const;

/**
 * What the end of a request means for the mail (Twilio's v3 API: 202 has queued it).
 *
 * Certainly not taken: everything that ended before the last byte was handed over, and every 4xx. 500, 502 and 504 say
 * that something went wrong, and not when: a mail that was queued just before stays queued, so after the last byte they
 * leave it unknown. So does 503, which gateways also say when the server behind them hung up on the whole request; with
 * a Retry-After it is a refusal that somebody meant.
 */
export function answerOfEnd(end: SendgridEnd, now: Date): MailAnswer {
  const { phase, status, headers = {} } = end;
  if (status === undefined) return answerOfSilence(end);
  if (status === 202 && phase === "answer") {
    const id = headers["x-message-id"]?.slice(0, providerMessageIdCharactersMax);
    return { outcome: "accepted", ...(id !== undefined && id !== "" && { providerMessageId: id }) };
  }
  if (status >= 300 && status !== 303 && (status < 500 || phase !== "answer")) return refused(end, status, now);
  if (status === 503 && retryAfterMs(headers, now) !== undefined) return refused(end, status, now);
  return {
    outcome: "unknown",
    code: "sendgrid/no-answer",
    reason:
      status >= 500
        ? `Something went wrong at SendGrid after it had the whole mail (${status}), so nobody knows whether it took it.`
        : `SendGrid gave an answer that says neither yes nor no (${status}), so nobody knows whether it took the mail.`,
  };
}

function refused(end: SendgridEnd, status: number, now: Date): MailAnswer {
  const patience = retryAfterMs(end.headers ?? {}, now);
  if (status === 429 || status === 408 || status === 425 || status >= 500) {
    return {
      ...later,
      code: status === 429 ? "sendgrid/too-fast" : "sendgrid/busy",
      reason:
        status === 429 ? "SendGrid asked to send more slowly (429)." : `SendGrid asked to try again later (${status}).`,
      ...(patience !== undefined && { retryAfterMs: patience }),
    };
  }
  if (status === 401 || status === 403) {
    return {
      ...later,
      code: "sendgrid/key-refused",
      reason:
        status === 401
          ? "SendGrid refused the key (401). Check SENDGRID_API_KEY."
          : "SendGrid does not let this key send from this sender (403). Check the key's permissions, and that MAIL_FROM is a sender that is verified there.",
      retryAfterMs: settingsRetryAfterMs,
    };
  }
  if (status < 400 || status === 404 || status === 405) {
    return {
      ...later,
      code: "sendgrid/not-there",
      reason: `At the address of SendGrid there is nothing that takes mail (${status}). Check SENDGRID_URL.`,
      retryAfterMs: settingsRetryAfterMs,
    };
  }
  if (status === 413) {
    return { ...never, code: "sendgrid/too-large", reason: "Refused by SendGrid: message too large (413)." };
  }
  const what = end.field === undefined ? "it does not take this mail" : `it does not accept ${end.field}`;
  return { ...never, code: "sendgrid/refused", reason: `Refused by SendGrid: ${what} (${status}).` };
}

function answerOfSilence({ phase, failure = "connection", systemCode }: SendgridEnd): MailAnswer {
  const code = systemCode === undefined ? "" : ` (${systemCode})`;
  if (phase === "answer") {
    return {
      outcome: "unknown",
      code: "sendgrid/no-answer",
      reason:
        failure === "timeout"
          ? "SendGrid had the whole mail and did not answer, so nobody knows whether it took it."
          : "The connection broke after the whole mail was sent, so nobody knows whether SendGrid took it.",
    };
  }
  switch (failure) {
    case "document":
      return {
        ...later,
        code: "mail/document-unreadable",
        reason: "The document could not be read while it was mailed.",
      };
    case "tls":
      return {
        ...later,
        code: "sendgrid/not-encrypted",
        reason: `No encrypted connection to SendGrid could be made${code}, so nothing was sent. Check SENDGRID_URL.`,
        retryAfterMs: settingsRetryAfterMs,
      };
    case "timeout":
      return {
        ...later,
        code: "sendgrid/unreachable",
        reason:
          phase === "connect"
            ? "SendGrid could not be reached in time."
            : "SendGrid stopped taking the mail before it had all of it.",
      };
    case "connection":
      return {
        ...later,
        code: "sendgrid/unreachable",
        reason:
          phase === "connect"
            ? `SendGrid could not be reached${code}.`
            : `The connection to SendGrid broke while it was taking the mail${code}.`,
      };
  }
}

/** Whether an answer says that SendGrid, or the way to it, is not well: the next mail would fare no better. */
export function isSendgridTrouble(answer: MailAnswer): boolean {
  return answer.outcome === "unknown" || (answer.outcome === "not-accepted" && troubleCodes.has(answer.code));
}

const troubleCodes = new Set([
  "sendgrid/unreachable",
  "sendgrid/not-encrypted",
  "sendgrid/busy",
  "sendgrid/key-refused",
  "sendgrid/not-there",
]);

export function isSendgridTooFast(answer: MailAnswer): boolean {
  return answer.outcome === "not-accepted" && answer.code === "sendgrid/too-fast";
}

/** Milliseconds from now on. Retry-After is seconds or a date (RFC 9110), X-RateLimit-Reset seconds since the epoch. */
function retryAfterMs(headers: Readonly<Record<string, string | undefined>>, now: Date): number | undefined {
  const after = headers["retry-after"]?.trim();
  if (after !== undefined && /^\d{1,9}$/.test(after)) return Number(after) * 1000;
  const date = after === undefined ? Number.NaN : Date.parse(after);
  if (!Number.isNaN(date)) return Math.max(0, date - now.getTime());
  const reset = headers["x-ratelimit-reset"]?.trim();
  if (reset !== undefined && /^\d{10}$/.test(reset)) return Math.max(0, Number(reset) * 1000 - now.getTime());
  return undefined;
}
