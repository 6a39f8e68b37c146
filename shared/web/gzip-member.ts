import * as zlib from "node:zlib";
import { type Inflated, inflate } from "./inflate.ts";

const flags = { headerChecksum: 2, extra: 4, name: 8, comment: 16 } as const;
const headerBytes = 10;
const trailerBytes = 8;

/**
 * Reads gzip (RFC 1952) as generously as browsers do: what stands behind it does not matter, and a trailer that is missing
 * costs nothing, since the data says where it ends. A checksum that is there has to be right.
 */
export async function gzipMember(bytes: Uint8Array, bytesMax: number): Promise<Inflated> {
  // Several members, one behind the other, are read by this one alone.
  const strict = await inflate(bytes, zlib.createGunzip, zlib.constants.Z_SYNC_FLUSH, bytesMax);
  if (strict.end === "whole" || strict.end === "too-large") return strict;
  const start = startOfData(bytes);
  if (start === undefined) return strict;
  const data = bytes.subarray(start);
  const found = await inflate(data, zlib.createInflateRaw, zlib.constants.Z_SYNC_FLUSH, bytesMax);
  if (found.end === "too-large" || found.end === "corrupt") return found;
  const consumedBytes = start + found.consumedBytes;
  const trailer = bytes.subarray(consumedBytes, consumedBytes + trailerBytes);
  if (found.end === "truncated" || trailer.byteLength < trailerBytes) return { ...found, consumedBytes };
  const checksum = new DataView(trailer.buffer, trailer.byteOffset).getUint32(0, true);
  return checksum === zlib.crc32(found.bytes) ? { ...found, consumedBytes } : { end: "corrupt" };
}

/** Behind the header; `undefined` where that does not end. */
function startOfData(bytes: Uint8Array): number | undefined {
  const set = bytes[3] ?? 0;
  let at = headerBytes;
  if ((set & flags.extra) !== 0) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const flag of [flags.name, flags.comment]) {
    if ((set & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end === -1) return undefined;
    at = end + 1;
  }
  if ((set & flags.headerChecksum) !== 0) at += 2;
  return at <= bytes.byteLength ? at : undefined;
}
