import * as zlib from "node:zlib";
import type { WebRefusal } from "../ports/web.ts";
import { sizeInWords } from "../size-in-words.ts";
import { gzipMember } from "./gzip-member.ts";
import { type Inflated, inflate } from "./inflate.ts";

/** A body without its compression, or why there is none. */
export type Decompressed =
  | { readonly outcome: "whole" | "truncated"; readonly body: Uint8Array }
  | { readonly outcome: "refused"; readonly code: WebRefusal; readonly reason: string }
  /** Not what its compression requires. */
  | { readonly outcome: "corrupt"; readonly reason: string };

export interface DecompressionLimits {
  readonly bodyBytesMax: number;
  readonly decompressionRatioMax: number;
  readonly ratioFreeBytes: number;
  readonly encodingsMax: number;
  /** What is done with more than that. */
  readonly beyond: "refuse" | "cut";
}

type Coding = "gzip" | "br" | "zstd" | "deflate";

const codings: Readonly<Record<string, Coding>> = {
  gzip: "gzip",
  "x-gzip": "gzip",
  br: "br",
  zstd: "zstd",
  deflate: "deflate",
  "x-deflate": "deflate",
};
/** Labels that mean nothing was done. */
const noCodings = new Set(["", "identity", "none"]);

/**
 * Takes a body's compression off, layer by layer (RFC 9110, 8.4). What the bytes show counts for more than the label: gzip
 * and Zstandard tell themselves by their first bytes whatever they are called, and text that is called compressed is text.
 * A body that ends too early gives what can be read of it.
 */
export async function decompress(
  bytes: Uint8Array,
  contentEncoding: string | undefined,
  limits: DecompressionLimits,
): Promise<Decompressed> {
  const labels = (contentEncoding ?? "")
    .split(",")
    .map((label) => label.trim().toLowerCase())
    .filter((label) => !noCodings.has(label));
  if (labels.length > limits.encodingsMax) return tooManyEncodings(limits);
  const byRatio = Math.max(limits.ratioFreeBytes, bytes.byteLength * limits.decompressionRatioMax);
  const bytesMax = Math.min(limits.bodyBytesMax, byRatio);
  let body = bytes;
  let isTruncated = false;
  // The last one was applied last. Behind those that are named, those that are not.
  const layers = labels.toReversed();
  for (let layer = 0; ; layer += 1) {
    const label = layers[layer];
    const coding = codingOf(body, label);
    if (coding === undefined && label === undefined) break;
    if (coding === "unknown") {
      return {
        outcome: "refused",
        code: "web/unknown-encoding",
        reason: `The answer is compressed in a way that nobody here knows: ${label?.slice(0, 40)}`,
      };
    }
    if (coding === undefined) continue;
    if (layer >= limits.encodingsMax) return tooManyEncodings(limits);
    const opened = await openLayer(body, coding, bytesMax);
    if (opened.end === "too-large" && limits.beyond === "refuse") return tooLarge(limits, byRatio);
    if (opened.end === "corrupt") {
      // A label that is wrong, on something that was never compressed.
      if (isText(body)) continue;
      return { outcome: "corrupt", reason: `The answer is damaged: it is no ${coding}` };
    }
    if (opened.end !== "whole") isTruncated = true;
    body = opened.bytes;
  }
  if (body.byteLength > limits.bodyBytesMax) {
    if (limits.beyond === "refuse") return tooLarge(limits, byRatio);
    return { outcome: "truncated", body: body.subarray(0, limits.bodyBytesMax) };
  }
  return { outcome: isTruncated ? "truncated" : "whole", body };
}

/** What a layer is; `undefined` where there is none, in spite of its label. */
function codingOf(body: Uint8Array, label: string | undefined): Coding | "unknown" | undefined {
  const [b0, b1, b2, b3] = body;
  if (b0 === 0x1f && b1 === 0x8b) return "gzip";
  if (b0 === 0x28 && b1 === 0xb5 && b2 === 0x2f && b3 === 0xfd) return "zstd";
  if (label === undefined || body.byteLength === 0) return undefined;
  const coding = Object.hasOwn(codings, label) ? codings[label] : undefined;
  if (coding === "br" || coding === "deflate") return coding;
  // Gzip and Zstandard that do not begin as such are something else: what it is, whoever parses it finds out.
  if (coding !== undefined || isText(body)) return undefined;
  return "unknown";
}

async function openLayer(body: Uint8Array, coding: Coding, bytesMax: number): Promise<Inflated> {
  switch (coding) {
    case "gzip":
      return await gzipMember(body, bytesMax);
    case "br":
      return await inflate(body, zlib.createBrotliDecompress, zlib.constants.BROTLI_OPERATION_FLUSH, bytesMax);
    case "zstd":
      return await inflate(body, zlib.createZstdDecompress, zlib.constants.ZSTD_e_flush, bytesMax);
    case "deflate": {
      // RFC 9110, 8.4.1.2 means the zlib format; some send what is in it.
      const zlibFormat = await inflate(body, zlib.createInflate, zlib.constants.Z_SYNC_FLUSH, bytesMax);
      if (zlibFormat.end !== "corrupt") return zlibFormat;
      return await inflate(body, zlib.createInflateRaw, zlib.constants.Z_SYNC_FLUSH, bytesMax);
    }
  }
}

const textLookedAt = 64;

/** Whether bytes begin as text does: without control characters other than those of lines. */
function isText(bytes: Uint8Array): boolean {
  return !bytes.subarray(0, textLookedAt).some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20) || byte === 0x7f);
}

function tooManyEncodings({ encodingsMax }: DecompressionLimits): Decompressed {
  return {
    outcome: "refused",
    code: "web/too-many-encodings",
    reason: `The answer is compressed more than ${encodingsMax} times over`,
  };
}

function tooLarge({ bodyBytesMax }: DecompressionLimits, byRatio: number): Decompressed {
  if (byRatio < bodyBytesMax) {
    return {
      outcome: "refused",
      code: "web/compression-bomb",
      reason: "The answer becomes far larger when it is unpacked than anything that is meant to be read",
    };
  }
  return { outcome: "refused", code: "web/too-large", reason: tooLargeReason(bodyBytesMax) };
}

export function tooLargeReason(bodyBytesMax: number): string {
  return `The answer is larger than ${sizeInWords(bodyBytesMax)}`;
}
