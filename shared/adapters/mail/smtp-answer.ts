import { mailStatusWords } from "../../mail-status-words.ts";
import type { MailAnswer } from "../../ports/mail.ts";

/**
 * How far a conversation with a mail server has come. Only in `answer` may the message have been taken: its last line,
 * the dot, may have left us, and what the server made of it has not come back.
 */
export type SmtpPhase = "connect" | "greeting" | "login" | "envelope" | "body" | "answer";

/** How a conversation came to an end that was not an acceptance. */
export interface SmtpFailure {
  readonly phase: SmtpPhase;
  /** What ended it: a limit of ours, the document, or what the connection said. */
  readonly kind: "timeout" | "document" | "connection" | "tls" | "too-large" | "early-answer";
  /** The server's three digits, where it answered. */
  readonly responseCode?: number | undefined;
  /** The server's enhanced code of RFC 3463 (`5.1.1`), where it gave one. */
  readonly enhancedCode?: string | undefined;
  /** The system's code for what went wrong (`ECONNREFUSED`), where it gave one. */
  readonly systemCode?: string | undefined;
}

/** A login or an encryption that fails does so until a person has mended a setting: there is no hurry. */
const settingsRetryAfterMs = 15 * 60_000;
/** Said wherever the server wants a login that it did not get (RFC 4954), whatever it was asked. */
const loginCodes = [530, 534, 535, 538];

/**
 * What a failed conversation means for the mail. The server's own words are not repeated: they tend to quote addresses.
 *
 * Everything before the dot is certainly not accepted: 5xx is for good, everything else is worth another try. After it,
 * a 4xx or 5xx is the server's no; anything else leaves it unknown.
 */
export function answerOfFailure(failure: SmtpFailure): MailAnswer {
  const { phase, kind, responseCode } = failure;
  const isRefusal = responseCode !== undefined && responseCode >= 400 && responseCode <= 599;
  if (kind === "early-answer" || (phase === "answer" && !isRefusal)) {
    return { outcome: "unknown", code: "smtp/no-answer", reason: unknownReason(failure) };
  }
  const later = { outcome: "not-accepted", permanent: false } as const;
  if (kind === "too-large") {
    return {
      outcome: "not-accepted",
      permanent: true,
      code: "smtp/refused",
      reason: "Refused by the mail server: message too large.",
    };
  }
  if (kind === "document") {
    return {
      ...later,
      code: "mail/document-unreadable",
      reason: "The document could not be read while it was mailed.",
    };
  }
  if (kind === "tls") {
    return {
      ...later,
      code: "smtp/not-encrypted",
      reason:
        "No encrypted connection to the mail server could be made, so nothing was sent. Check the server's " +
        "certificate and the SMTP_URL.",
      retryAfterMs: settingsRetryAfterMs,
    };
  }
  if (isRefusal) return refused(failure, responseCode);
  return { ...later, code: "smtp/unreachable", reason: unreachableReason(failure) };
}

function refused(failure: SmtpFailure, responseCode: number): MailAnswer {
  if (loginCodes.includes(responseCode) || (failure.phase === "login" && responseCode >= 500)) {
    return {
      outcome: "not-accepted",
      permanent: false,
      code: "smtp/login-refused",
      reason: `The mail server refused the login (${responseCode}). Check the user name and password in SMTP_URL.`,
      retryAfterMs: settingsRetryAfterMs,
    };
  }
  return {
    outcome: "not-accepted",
    permanent: responseCode >= 500,
    code: responseCode >= 500 ? "smtp/refused" : "smtp/busy",
    reason:
      responseCode >= 500
        ? `Refused by the mail server: ${refusalWords(failure)} (${codesOf(failure)}).`
        : `The mail server asked to try again later: ${deferralWords(failure)} (${codesOf(failure)}).`,
  };
}

function codesOf({ responseCode, enhancedCode }: SmtpFailure): string {
  return enhancedCode === undefined ? `${responseCode}` : `${responseCode} ${enhancedCode}`;
}

const codeWords: Readonly<Record<number, string>> = {
  421: "it is closing",
  450: "the mailbox is busy",
  451: "something went wrong there",
  452: "its storage is full",
  550: "it does not take mail for this address",
  551: "it does not take mail for this address",
  552: "message too large",
  553: "it does not accept one of the addresses",
  554: "it does not take this message",
};
const phaseWords: Readonly<Record<SmtpPhase, string>> = {
  connect: "it takes no connections",
  greeting: "it does not talk to this server",
  login: "it cannot check the login now",
  envelope: "it does not take mail between these addresses",
  body: "it does not take this message",
  answer: "it does not take this message",
};

function refusalWords({ phase, responseCode = 0, enhancedCode = "" }: SmtpFailure): string {
  return (
    mailStatusWords(enhancedCode) ??
    (enhancedCode.startsWith("5.7.") ? mailStatusWords("5.7.0") : undefined) ??
    (phase === "envelope" || responseCode === 552 || responseCode === 421 ? codeWords[responseCode] : undefined) ??
    phaseWords[phase]
  );
}

function deferralWords(failure: SmtpFailure): string {
  const { responseCode = 0, enhancedCode = "" } = failure;
  return mailStatusWords(enhancedCode) ?? codeWords[responseCode] ?? "it did not say why";
}

function unreachableReason({ phase, kind, systemCode }: SmtpFailure): string {
  const code = systemCode === undefined ? "" : ` (${systemCode})`;
  if (phase === "connect") {
    return kind === "timeout"
      ? "The mail server could not be reached in time."
      : `The mail server could not be reached${code}.`;
  }
  const when = phase === "body" ? "while it was taking the message" : "before it took the message";
  return kind === "timeout"
    ? `The mail server stopped answering ${when}.`
    : `The connection to the mail server broke ${when}${code}.`;
}

function unknownReason({ kind }: SmtpFailure): string {
  if (kind === "early-answer") {
    return "The mail server said yes before it had the whole message, so nobody knows whether it took it.";
  }
  return kind === "timeout"
    ? "The mail server had the whole message and did not answer, so nobody knows whether it took it."
    : "The connection broke after the whole message was sent, so nobody knows whether the mail server took it.";
}
