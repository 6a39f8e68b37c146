import type { WebFailure, WebRefusal } from "../../ports/web.ts";
import { AddressRefused } from "./guarded-connect.ts";

/** A limit of time that was met. */
export class TimeUp extends Error {
  override readonly name = "TimeUp";
}

/** The caller's signal. */
export class Aborted extends Error {
  override readonly name = "Aborted";
}

export type Ending =
  | { readonly outcome: "refused"; readonly code: WebRefusal; readonly reason: string }
  | { readonly outcome: "failed"; readonly code: WebFailure; readonly reason: string };

const dnsCodes = /^(?:ENOTFOUND|EAI_|ENODATA|ESERVFAIL|EREFUSED|EBADRESP|ENONAME|EBADNAME)/u;
const tlsCodes = /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|EPROTO$)/u;
const timeoutCodes = /^(?:ETIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT)$/u;
const badAnswerCodes = /^(?:HPE_|UND_ERR_(?:HEADERS_OVERFLOW|RES_|RESPONSE|INFO|NOT_SUPPORTED|PRX))/u;

/** What became of a hop that ended in an error: its code decides, never its words. */
export function endingOf(error: unknown, host: string): Ending {
  const known = causesOf(error);
  for (const one of known) {
    if (one instanceof AddressRefused) return { outcome: "refused", code: one.code, reason: one.message };
    if (one instanceof TimeUp) return { outcome: "failed", code: "web/timeout", reason: one.message };
    if (one instanceof Aborted) return { outcome: "failed", code: "web/aborted", reason: one.message };
  }
  const codes = known.map((one) => ("code" in one && typeof one.code === "string" ? one.code : ""));
  const has = (pattern: RegExp) => codes.some((code) => pattern.test(code));
  if (has(dnsCodes)) return failed("web/dns", `There is no server called ${host}, or it cannot be found at the moment`);
  if (has(tlsCodes)) return failed("web/tls", `${host} has no certificate or encryption that can be trusted`);
  if (has(timeoutCodes)) return failed("web/timeout", `${host} cannot be reached in time`);
  // Its parser's errors have a name, and not always a code.
  if (has(badAnswerCodes) || known.some((one) => "name" in one && one.name === "HTTPParserError"))
    return failed("web/bad-answer", `${host} answers with something that is not HTTP`);
  return failed("web/connection", `The connection to ${host} failed`);
}

function failed(code: WebFailure, reason: string): Ending {
  return { outcome: "failed", code, reason };
}

const causesMax = 10;

/**
 * An error, what caused it, and all that were tried together. By their shape: an error of Node's own may be of another realm,
 * where `instanceof Error` says no.
 */
function causesOf(error: unknown): readonly object[] {
  const found: object[] = [];
  const left = [error];
  while (left.length > 0 && found.length < causesMax) {
    const one = left.shift();
    if (typeof one !== "object" || one === null) continue;
    found.push(one);
    if ("errors" in one && Array.isArray(one.errors)) left.push(...(one.errors as readonly unknown[]));
    if ("cause" in one) left.push(one.cause);
  }
  return found;
}
