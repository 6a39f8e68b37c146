import type { Blobs } from "../../shared/ports/blobs.ts";
import type { Content, ReplyHeaders } from "./define-endpoint.ts";
import { Problem } from "./problem.ts";
import { streamOf } from "./stream-of.ts";

/** Content with what a browser has to be told about it. */
export interface Download {
  readonly key: string;
  readonly mediaType: string;
  /** Names the bytes: the same tag, the same content. */
  readonly tag: string;
  readonly disposition: string;
}

/** The replies that a download has, for the description. */
export function downloadReplies(...mediaTypes: readonly string[]) {
  return {
    200: { description: "The bytes, with an `ETag`", mediaTypes },
    206: { description: "The range that was asked for", mediaTypes },
    304: { description: "Unchanged since that `ETag`" },
    416: { description: "There is no such range", mediaTypes: ["application/problem+json"] },
  } as const;
}

interface DownloadReply {
  readonly status: 200 | 206 | 304;
  readonly headers: ReplyHeaders;
  readonly content: Content;
}

/** Sends content as RFC 9110 wants it: unchanged, whole, or the one range that was asked for. @throws Problem 404, 416 */
export async function sendBlob(
  blobs: Blobs,
  download: Download,
  { method, headers, signal }: { method: string; headers: Headers; signal: AbortSignal },
): Promise<DownloadReply> {
  const { key, mediaType, disposition } = download;
  const size = await blobs.size(key);
  if (size === undefined) throw new Problem(404, "content/missing", "Its content is no longer kept here.");
  const etag = `"${download.tag}"`;
  const about = {
    etag,
    "cache-control": "private, no-cache",
    "content-disposition": disposition,
    "accept-ranges": "bytes",
    // What came from outside is never to act as a page of this server.
    "content-security-policy": "sandbox; default-src 'none'",
  };
  if (matches(headers.get("if-none-match"), etag)) return { status: 304, headers: about, content: null };
  const condition = headers.get("if-range");
  const range = condition === null || condition === etag ? rangeOf(headers.get("range"), size) : undefined;
  if (range === "unsatisfiable") {
    throw new Problem(416, "range/unsatisfiable", `There are ${size} bytes.`, {
      headers: { "content-range": `bytes */${size}` },
    });
  }
  const length = range === undefined ? size : range.end - range.start + 1;
  const all = { ...about, "content-type": mediaType, "content-length": String(length) };
  const content = method === "HEAD" ? null : await open(blobs, key, range, signal);
  if (range === undefined) return { status: 200, headers: all, content };
  const contentRange = `bytes ${range.start}-${range.end}/${size}`;
  return { status: 206, headers: { ...all, "content-range": contentRange }, content };
}

/** A list of tags or `*`, compared weakly, as RFC 9110 section 13.1.2 has it. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  if (header.trim() === "*") return true;
  return header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}

/** One range of bytes, both ends included. A header that is none of ours (several ranges, other units) is ignored. */
function rangeOf(header: string | null, size: number): { start: number; end: number } | "unsatisfiable" | undefined {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.replaceAll(" ", "") ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    if (Number(last) === 0 || size === 0) return "unsatisfiable";
    return { start: Math.max(0, size - Number(last)), end: size - 1 };
  }
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < start) return undefined;
  return start >= size ? "unsatisfiable" : { start, end };
}

async function open(
  blobs: Blobs,
  key: string,
  range: { start: number; end: number } | undefined,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const bytes = await blobs.read(key, range);
  if (bytes === undefined) throw new Problem(404, "content/missing", "Its content is no longer kept here.");
  return streamOf(bytes, signal);
}
