import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { crc32cOf } from "./crc32c.ts";

/** A stand-in for Cloud Storage, of which Google has no emulator: buckets in memory, for as long as a test lasts. */
export interface StorageServer {
  readonly address: string;
  /** The names of the objects of a bucket that begin with this, sorted. */
  names(prefix: string, bucket?: string): readonly string[];
  /** Puts an object there, as somebody with a console does. Answers its generation: the one that is asked for, if any. */
  put(bucket: string, name: string, content: Uint8Array, generation?: string): string;
  close(): Promise<void>;
}

/** What Cloud Storage says of an object that is complete: the attributes and the data of its notification. */
export interface StorageNotification {
  readonly attributes: Readonly<Record<string, string>>;
  readonly data: Buffer;
}

export interface StorageOptions {
  /** Is told of each object that is complete. */
  readonly onFinalize?: (notification: StorageNotification) => void;
}

interface StoredObject {
  readonly content: Buffer;
  readonly generation: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Upload {
  /** `<bucket>/<name>` */
  readonly place: string;
  readonly ifGenerationMatch: string | null;
  readonly parts: Buffer[];
}

/**
 * Answers what the JSON API answers to what we ask (https://cloud.google.com/storage/docs/json_api/v1): uploads in one
 * request and in chunks, metadata, whole and partial content, copies, listings, removal, and files that are put to signed
 * addresses. Preconditions are honoured, and an object is there when it is complete. Every bucket that anybody names is
 * there. It knows neither signatures, permissions (all are granted), versions, lifecycles nor quotas.
 */
export async function startStorage({ onFinalize }: StorageOptions = {}): Promise<StorageServer> {
  const objects = new Map<string, StoredObject>();
  const uploads = new Map<string, Upload>();
  let generation = 1_000_000;

  const keep = (place: string, object: Omit<StoredObject, "generation">, wanted?: string): StoredObject => {
    generation += 1;
    const kept = { ...object, generation: wanted ?? String(generation) };
    objects.set(place, kept);
    onFinalize?.(notificationOf(place, kept));
    return kept;
  };

  const store = (place: string, content: Buffer, ifGenerationMatch: string | null, response: ServerResponse) => {
    if (!holds(objects.get(place), ifGenerationMatch)) return fail(response, 412, "conditionNotMet");
    return answer(response, resourceOf(place, keep(place, { content, contentType: binaryType, metadata: {} })));
  };

  const upload = async (request: IncomingMessage, response: ServerResponse, url: URL) => {
    const session = uploads.get(url.searchParams.get("upload_id") ?? "");
    if (session !== undefined) return await takeChunk(request, response, session);
    const bucket = /\/b\/([^/]+)\/o/.exec(url.pathname)?.[1] ?? "";
    const ifGenerationMatch = url.searchParams.get("ifGenerationMatch");
    if (url.searchParams.get("uploadType") === "resumable") {
      await buffer(request);
      const id = randomUUID();
      uploads.set(id, { place: `${bucket}/${url.searchParams.get("name") ?? ""}`, ifGenerationMatch, parts: [] });
      url.searchParams.set("upload_id", id);
      response.writeHead(200, { location: url.href }).end();
      return;
    }
    const { metadata, content } = partsOf(await buffer(request), request.headers["content-type"] ?? "");
    const { name = url.searchParams.get("name") ?? "" } = JSON.parse(metadata) as { name?: string };
    store(`${bucket}/${name}`, content, ifGenerationMatch, response);
  };

  /** https://cloud.google.com/storage/docs/xml-api/put-object-upload, to an address that somebody has signed. */
  const putSigned = async (request: IncomingMessage, response: ServerResponse, place: string) => {
    const content = await buffer(request);
    const [least = 0, most = Number.POSITIVE_INFINITY] = String(request.headers["x-goog-content-length-range"] ?? "")
      .split(",")
      .filter((part) => part !== "")
      .map(Number);
    if (content.length < least || content.length > most) return response.writeHead(400).end("EntityTooLarge");
    const ifGenerationMatch = request.headers["x-goog-if-generation-match"];
    if (!holds(objects.get(place), ifGenerationMatch === undefined ? null : String(ifGenerationMatch))) {
      return response.writeHead(412).end("PreconditionFailed");
    }
    keep(place, { content, contentType: request.headers["content-type"] ?? binaryType, metadata: {} });
    return response.writeHead(200).end();
  };

  const takeChunk = async (request: IncomingMessage, response: ServerResponse, session: Upload) => {
    const range = /^bytes (\d+|\*)(?:-(\d+))?\/(\d+|\*)$/.exec(request.headers["content-range"] ?? "");
    session.parts.push(await buffer(request));
    const held = Buffer.concat(session.parts);
    if (range === null || range[3] === String(held.length)) {
      store(session.place, held, session.ifGenerationMatch, response);
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
    const { generation: _source, ...object } = source;
    const resource = resourceOf(to, keep(to, object));
    return answer(response, { kind: "storage#rewriteResponse", done: true, resource });
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
    if (request.method === "PUT" && url.searchParams.has("X-Goog-Signature")) {
      return await putSigned(request, response, decodeURIComponent(url.pathname.slice(1)));
    }
    await buffer(request);
    // Names come with their slashes escaped. A client that is told of an emulator leaves the first two parts out.
    const path = url.pathname.replace(/^\/storage\/v1\//, "/");
    const [, , bucket = "", kind, name, verb, , toBucket, , target] = path.split("/").map(decodeURIComponent);
    if (kind === "iam") {
      const permissions = url.searchParams.getAll("permissions");
      return answer(response, { kind: "storage#testIamPermissionsResponse", permissions });
    }
    if (name === undefined) {
      const prefix = `${bucket}/${url.searchParams.get("prefix") ?? ""}`;
      const items = [...objects].filter(([each]) => each.startsWith(prefix));
      return answer(response, { kind: "storage#objects", items: items.map(([each, one]) => resourceOf(each, one)) });
    }
    const place = `${bucket}/${name}`;
    if (verb === "rewriteTo" && target !== undefined) return copy(place, `${toBucket}/${target}`, url, response);
    const object = objects.get(place);
    const wanted = url.searchParams.get("generation");
    if (object === undefined || (wanted !== null && wanted !== object.generation)) {
      return fail(response, 404, "notFound");
    }
    if (request.method === "DELETE") {
      if (!holds(object, url.searchParams.get("ifGenerationMatch"))) return fail(response, 412, "conditionNotMet");
      objects.delete(place);
      return response.writeHead(204).end();
    }
    if (url.searchParams.get("alt") === "media") return download(request, response, object);
    return answer(response, resourceOf(place, object));
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
    names: (prefix, bucket = "bucket") =>
      [...objects.keys()]
        .filter((place) => place.startsWith(`${bucket}/${prefix}`))
        .map((place) => place.slice(bucket.length + 1))
        .toSorted(),
    put: (bucket, name, content, wanted) =>
      keep(`${bucket}/${name}`, { content: Buffer.from(content), contentType: binaryType, metadata: {} }, wanted)
        .generation,
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

const binaryType = "application/octet-stream";

function resourceOf(place: string, { content, generation, contentType, metadata }: StoredObject) {
  const bucket = place.slice(0, place.indexOf("/"));
  const name = place.slice(bucket.length + 1);
  return {
    kind: "storage#object",
    id: `${place}/${generation}`,
    bucket,
    name,
    generation,
    metageneration: "1",
    contentType,
    size: String(content.length),
    crc32c: crc32cOf(content),
    metadata,
  };
}

/** https://cloud.google.com/storage/docs/pubsub-notifications#attributes */
function notificationOf(place: string, object: StoredObject): StorageNotification {
  const resource = resourceOf(place, object);
  return {
    attributes: {
      notificationConfig: `projects/_/buckets/${resource.bucket}/notificationConfigs/1`,
      eventType: "OBJECT_FINALIZE",
      payloadFormat: "JSON_API_V1",
      bucketId: resource.bucket,
      objectId: resource.name,
      objectGeneration: resource.generation,
      eventTime: "2026-03-01T08:00:00.000000Z",
    },
    data: Buffer.from(JSON.stringify(resource)),
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
