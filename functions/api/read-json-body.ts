import { drainBody } from "./drain-body.ts";
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
  if (content === null) return new Uint8Array();
  const reader = content.getReader();
  const chunks: Uint8Array[] = [];
  const announced = Number(headers.get("content-length") ?? 0);
  for (let bytes = announced > bodyBytesMax ? announced : 0; bytes <= bodyBytesMax; ) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    bytes += value.length;
    chunks.push(value);
  }
  await drainBody(reader);
  throw new Problem(413, "request/too-large", `The request may have at most ${bodyBytesMax / 1024} KiB.`);
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

function malformed(why: string) {
  return new Problem(400, "request/malformed", `The body is not JSON that can be read: ${why}.`, {
    errors: [{ path: "", message: why }],
  });
}
