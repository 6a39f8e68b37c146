import { Problem } from "./problem.ts";

const bodyBytesMax = 256 * 1024;
const bodyDepthMax = 32;

/**
 * Reads a JSON body within its limits. No body at all is `undefined`.
 * @throws Problem 413, 415, or 400 for what is not JSON.
 */
export async function readJsonBody(headers: Headers, content: ReadableStream<Uint8Array> | null): Promise<unknown> {
  const bytes = await readAll(headers, content);
  if (bytes.length === 0) return undefined;
  // Also what keeps a form on a foreign page from posting here: a form cannot say JSON.
  const mediaType = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (mediaType !== "application/json" && !/^application\/[\w.-]+\+json$/.test(mediaType)) {
    throw new Problem(415, "request/media-type", "Send this as JSON, with `Content-Type: application/json`.", {
      headers: { accept: "application/json" },
    });
  }
  const text = decode(bytes);
  if (depthOf(text) > bodyDepthMax) throw malformed(`It nests deeper than ${bodyDepthMax} levels`);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error));
  }
}

async function readAll(headers: Headers, content: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  if (Number(headers.get("content-length") ?? 0) > bodyBytesMax) throw tooLarge();
  if (content === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = content.getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    bytes += value?.length ?? 0;
    // Not cancelled: that would cut the connection, and the caller would never read why.
    if (bytes > bodyBytesMax) throw tooLarge();
    if (value !== undefined) chunks.push(value);
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw malformed("It is not UTF-8");
  }
}

/**
 * How deep brackets nest outside of strings. Counted before parsing, so that the parser never meets the depth; one pass,
 * because a pattern would look for the end of an unfinished string again and again.
 */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString && character === "\\") at += 1;
    else if (character === '"') inString = !inString;
    else if (!inString && (character === "[" || character === "{")) depth += 1;
    else if (!inString && (character === "]" || character === "}")) depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function tooLarge() {
  return new Problem(413, "request/too-large", `The request may have at most ${bodyBytesMax / 1024} KiB.`);
}

function malformed(why: string) {
  return new Problem(400, "request/malformed", `The body is not JSON that can be read: ${why}.`, {
    errors: [{ path: "", message: why }],
  });
}
