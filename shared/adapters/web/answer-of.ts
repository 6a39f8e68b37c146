import type { WebAnswer, WebAnswered, WebHop, WebPurpose } from "../../ports/web.ts";
import { decompress, tooLargeReason } from "../../web/decompress.ts";
import type { WebLimits } from "../../web/web-limits.ts";
import { endingOf } from "./failure-of.ts";
import { readBody } from "./read-body.ts";

/** The header of an answer. */
export interface Received {
  readonly status: number;
  readonly url: string;
  readonly hops: readonly WebHop[];
  readonly headers: Readonly<Record<string, string>>;
}

/** By lower-case name, without cookies: whoever does not see them does not send them back. */
export function headersOf(
  raw: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  // No prototype: a header may be called anything.
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(raw)) {
    if (value === undefined || /^set-cookie2?$/iu.test(name)) continue;
    headers[name.toLowerCase()] = typeof value === "string" ? value : value.join(", ");
  }
  return headers;
}

const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/** Reads the body of an answer within its limits, and takes its compression off. */
export async function answerOf(
  received: Received,
  stream: Parameters<typeof readBody>[0],
  { purpose, limits }: { readonly purpose: WebPurpose; readonly limits: WebLimits },
): Promise<WebAnswer> {
  const { status, hops, headers, url } = received;
  const isError = status >= 400;
  const bodyBytesMax = isError ? limits.errorBodyBytesMax : limits.bodyBytesMax[purpose];
  // What a robots.txt says beyond its limit is ignored (RFC 9309, 2.5), and an error is one however long its words are.
  const beyond = isError || purpose === "robots" ? "cut" : "refuse";
  const answered = (body: Uint8Array, wireBytes: number): WebAnswered => ({
    outcome: "answered",
    status,
    url,
    hops,
    headers,
    body,
    wireBytes,
    ...(headers["content-type"] === undefined ? {} : { contentType: headers["content-type"] }),
  });
  const tooLarge: WebAnswer = {
    outcome: "refused",
    code: "web/too-large",
    reason: tooLargeReason(bodyBytesMax),
    hops,
    status,
  };

  const isTooLarge = beyond === "refuse" && Number(headers["content-length"]) > bodyBytesMax;
  const wire = await readBody(stream, bodiless.has(status) || isTooLarge ? 0 : bodyBytesMax);
  const wireBytes = wire.bytes.byteLength;
  if (bodiless.has(status)) return answered(new Uint8Array(), 0);
  if (isTooLarge || (wire.end === "cut" && beyond === "refuse")) return tooLarge;
  const opened = await decompress(wire.bytes, headers["content-encoding"], { ...limits, bodyBytesMax, beyond });
  if (isError) return answered("body" in opened ? opened.body : new Uint8Array(), wireBytes);
  if (wire.end === "broken") {
    const ending = endingOf(wire.error, new URL(url).host);
    // Whatever else broke it while it came, it broke.
    if (ending.code !== "web/connection" && ending.code !== "web/bad-answer") return { ...ending, hops, status };
  }
  switch (opened.outcome) {
    case "refused":
      return { ...opened, hops, status };
    case "corrupt":
      return { outcome: "failed", code: "web/corrupt", reason: opened.reason, hops, status };
    case "truncated":
    case "whole": {
      const whole = answered(opened.body, wireBytes);
      const isBroken = wire.end === "broken" || (opened.outcome === "truncated" && beyond === "refuse");
      if (!isBroken) return whole;
      return {
        outcome: "failed",
        code: "web/truncated",
        reason: `The answer of ${new URL(url).host} ends before its end`,
        hops,
        status,
        partial: whole,
      };
    }
  }
}
