import type { WebPurpose } from "../ports/web.ts";

/** What asking the web may cost at most. */
export interface WebLimits {
  /** Bytes of a body, decompressed. Google reads 500 KiB of a robots.txt, RFC 9309 asks for as much at least. */
  readonly bodyBytesMax: Readonly<Record<WebPurpose, number>>;
  /** What is kept of the body of an answer that is an error: it is for people, and nobody relies on it. */
  readonly errorBodyBytesMax: number;
  /** So many times its own size a body may have decompressed, once that is more than {@link ratioFreeBytes}. */
  readonly decompressionRatioMax: number;
  readonly ratioFreeBytes: number;
  /** Layers of compression around one body, those that no header names included. */
  readonly encodingsMax: number;
  readonly hopsMax: number;
  /** From the beginning, with the connection, to the end of the header. */
  readonly headerMs: number;
  readonly bodyMs: number;
  /** All hops together. Waiting for one's turn does not count. */
  readonly totalMs: number;
  /** A redirect's delay that is waited for; a longer one is an answer. */
  readonly redirectDelayMsMax: number;
  /** An address that is longer is none. */
  readonly urlLengthMax: number;
}

const mib = 1024 * 1024;

export const webLimits: WebLimits = {
  bodyBytesMax: { feed: 10 * mib, page: 3 * mib, picture: 8 * mib, robots: 512 * 1024, hub: 64 * 1024 },
  errorBodyBytesMax: 64 * 1024,
  decompressionRatioMax: 200,
  ratioFreeBytes: mib,
  encodingsMax: 5,
  hopsMax: 8,
  headerMs: 10_000,
  bodyMs: 20_000,
  totalMs: 30_000,
  redirectDelayMsMax: 5_000,
  urlLengthMax: 8_000,
};
