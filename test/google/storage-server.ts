import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { crc32cOf } from "./crc32c.ts";

/** A stand-in for Cloud Storage, of which Google has no emulator: one bucket in memory, for as long as a test lasts. */
export interface StorageServer {
  readonly address: string;
  /** The names of the objects that begin with this, sorted. */
  names(prefix: string): readonly string[];
  close(): Promise<void>;
}

interface StoredObject {
  readonly content: Buffer;
  readonly generation: string;
}

interface Upload {
  readonly name: string;
  readonly ifGenerationMatch: string | null;
  readonly parts: Buffer[];
}

/**
 * Answers what the JSON API answers to what we ask (https://cloud.google.com/storage/docs/json_api/v1): uploads in one
 * request and in chunks, metadata, whole and partial content, copies, listings, removal. Preconditions are honoured, and
 * an object is there when it is complete. It knows neither permissions, versions, lifecycles nor quotas.
 */
export async function startStorage(): Promise<StorageServer> {
  const objects = new Map<string, StoredObject>();
  const uploads = new Map<string, Upload>();
  let generation = 1_000_000;

  const store = (name: string, content: Buffer, ifGenerationMatch: string | null, response: ServerResponse) => {
    if (!holds(objects.get(name), ifGenerationMatch)) return fail(response, 412, "conditionNotMet");
    generation += 1;
    const object = { content, generation: String(generation) };
    objects.set(name, object);
    return answer(response, resourceOf(name, object));
  };

  const upload = async (request: IncomingMessage, response: ServerResponse, url: URL) => {
    const session = uploads.get(url.searchParams.get("upload_id") ?? "");
    if (session !== undefined) return await takeChunk(request, response, session);
    const ifGenerationMatch = url.searchParams.get("ifGenerationMatch");
    if (url.searchParams.get("uploadType") === "resumable") {
      await buffer(request);
      const id = randomUUID();
      uploads.set(id, { name: url.searchParams.get("name") ?? "", ifGenerationMatch, parts: [] });
      url.searchParams.set("upload_id", id);
      response.writeHead(200, { location: url.href }).end();
      return;
    }
    const { metadata, content } = partsOf(await buffer(request), request.headers["content-type"] ?? "");
    const { name = url.searchParams.get("name") ?? "" } = JSON.parse(metadata) as { name?: string };
    store(name, content, ifGenerationMatch, response);
  };

  const takeChunk = async (request: IncomingMessage, response: ServerResponse, session: Upload) => {
    const range = /^bytes (\d+|\*)(?:-(\d+))?\/(\d+|\*)$/.exec(request.headers["content-range"] ?? "");
    session.parts.push(await buffer(request));
    const held = Buffer.concat(session.parts);
    if (range === null || range[3] === String(held.length)) {
      store(session.name, held, session.ifGenerationMatch, response);
      return;
    }
    response.writeHead(308, held.length === 0 ? {} : { range: `bytes=0-${held.length - 1}` }).end();
  };

  const copy = (from: string, to: string, url: URL, response: ServerResponse) => {
    const source = objects.get(from);
    if (source === undefined) return fail(response, 404, "notFound");
    if (!holds(objects.get(to), url.searchParams.get("ifGenerationMatch"))) {
      return fail(response, 412, "conditionNotMet");
    }
    generation += 1;
    const object = { content: source.content, generation: String(generation) };
    objects.set(to, object);
    return answer(response, { kind: "storage#rewriteResponse", done: true, resource: resourceOf(to, object) });
  };

  const download = (request: IncomingMessage, response: ServerResponse, { content, generation: of }: StoredObject) => {
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    const headers = { "x-goog-hash": `crc32c=${crc32cOf(content)}`, "x-goog-generation": of };
    if (range === null) return response.writeHead(200, { ...headers, "content-length": content.length }).end(content);
    const [start, end] = [Number(range[1]), Math.min(Number(range[2] || content.length - 1), content.length - 1)];
    if (start > end) return fail(response, 416, "requestedRangeNotSatisfiable");
    const part = content.subarray(start, end + 1);
    const contentRange = `bytes ${start}-${end}/${content.length}`;
    return response
      .writeHead(206, { ...headers, "content-length": part.length, "content-range": contentRange })
      .end(part);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
    if (url.pathname.startsWith("/upload/")) return await upload(request, response, url);
    await buffer(request);
    // Names come with their slashes escaped.
    const [, , , , , , name, verb, , , , target] = url.pathname.split("/").map(decodeURIComponent);
    if (name === undefined) {
      const items = [...objects].filter(([each]) => each.startsWith(url.searchParams.get("prefix") ?? ""));
      return answer(response, { kind: "storage#objects", items: items.map(([each, one]) => resourceOf(each, one)) });
    }
    if (verb === "rewriteTo" && target !== undefined) return copy(name, target, url, response);
    const object = objects.get(name);
    if (object === undefined) return fail(response, 404, "notFound");
    if (request.method === "DELETE") {
      objects.delete(name);
      return response.writeHead(204).end();
    }
    if (url.searchParams.get("alt") === "media") return download(request, response, object);
    return answer(response, resourceOf(name, object));
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  // On a busy machine a connection would otherwise be closed just when it is used again.
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    names: (prefix) => [...objects.keys()].filter((name) => name.startsWith(prefix)).toSorted(),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** https://cloud.google.com/storage/docs/request-preconditions: generation 0 is "nothing is there". */
function holds(present: StoredObject | undefined, ifGenerationMatch: string | null): boolean {
  return ifGenerationMatch === null || ifGenerationMatch === (present?.generation ?? "0");
}

function resourceOf(name: string, { content, generation }: StoredObject) {
  return {
    kind: "storage#object",
    id: `bucket/${name}/${generation}`,
    bucket: "bucket",
    name,
    generation,
    metageneration: "1",
    size: String(content.length),
    crc32c: crc32cOf(content),
  };
}

function answer(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function fail(response: ServerResponse, code: number, reason: string): void {
  const body = { error: { code, message: reason, errors: [{ domain: "global", reason, message: reason }] } };
  response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** The two parts of a `multipart/related` body: metadata in JSON, then the content. */
function partsOf(body: Buffer, contentType: string): { metadata: string; content: Buffer } {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1] ?? "";
  const delimiter = Buffer.from(`--${boundary}`);
  const blank = Buffer.from("\r\n\r\n");
  const first = body.indexOf(blank) + blank.length;
  const second = body.indexOf(delimiter, first);
  const content = body.indexOf(blank, second) + blank.length;
  return {
    metadata: body.subarray(first, second).toString("utf8"),
    content: body.subarray(content, body.lastIndexOf(delimiter) - 2),
  };
}
