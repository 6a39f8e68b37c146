import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TlsOptions } from "node:tls";

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  /** With its query: `/feed?a=b`. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** When it had arrived, and when its answer had gone, in milliseconds of the server's clock. */
  readonly arrivedAt: number;
  readonly answeredAt: number | undefined;
}

export interface ScriptedAnswer {
  /** 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
  readonly fault?: Fault;
}

export type Fault =
  /** Nothing ever comes. */
  | "silent"
  /** The connection is cut instead of an answer. */
  | "reset"
  /** Bytes that are no HTTP. */
  | "garbage"
  /** The header, the body, and no end. */
  | "unfinished"
  /** The header and a few bytes, again and again, as long as somebody reads. */
  | "endless"
  /** Half of the body, though all of it was announced, and the connection is closed. */
  | "truncated";

/** One answer, or whoever decides on it. */
export type Script = ScriptedAnswer | ((request: SeenRequest) => ScriptedAnswer);

/** A server on loopback that answers as it was told, and remembers what it was asked. */
export interface ScriptedServer {
  /** `http://127.0.0.1:40123`, without a slash behind. */
  readonly origin: string;
  /** As FETCH_ALLOW wants it. */
  readonly hostAndPort: string;
  /** What a path answers: one after the other, the last one for ever. A path without is 404. Telling again starts anew. */
  route(path: string, ...answers: readonly Script[]): void;
  /** Everything that was asked, in the order of arrival. */
  readonly requests: readonly SeenRequest[];
  requestsOf(path: string): readonly SeenRequest[];
  /** Settles when a path has been asked so many times in all. */
  asked(path: string, times?: number): Promise<void>;
  /** How many requests were under way at the same time, at most. */
  mostAtOnce(): number;
  close(): Promise<void>;
}

/**
 * Opens a scripted server on any free port.
 * @param options with a key and a certificate it speaks https; `host` is any address of loopback: 127.0.0.2 is another host;
 * `now` is its clock, for tests in which time is virtual
 */
export async function scriptedServer(
  options: { readonly tls?: TlsOptions; readonly host?: string; readonly now?: () => number } = {},
): Promise<ScriptedServer> {
  const { host = "127.0.0.1", now = () => performance.now() } = options;
  const scripts = new Map<string, Script[]>();
  const requests: { -readonly [Key in keyof SeenRequest]: SeenRequest[Key] }[] = [];
  const waiting: { readonly path: string; readonly times: number; readonly resolve: () => void }[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const requestsOf = (path: string) => requests.filter((request) => request.path === path);

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming);
    const seen = { ...seenIn(incoming, body), arrivedAt: now(), answeredAt: undefined as number | undefined };
    response.once("finish", () => {
      seen.answeredAt = now();
    });
    requests.push(seen);
    const script = scripts.get(seen.path) ?? [];
    const next = script.length > 1 ? script.shift() : script[0];
    answer(response, typeof next === "function" ? next(seen) : (next ?? { status: 404 }));
    for (const { path, times, resolve } of waiting) if (requestsOf(path).length >= times) resolve();
  };
  const listener: RequestListener = (incoming, response) => {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    response.once("close", () => {
      atOnce -= 1;
    });
    // Whoever goes away before it has asked has not asked.
    serve(incoming, response).catch(() => response.destroy());
  };
  const server = options.tls === undefined ? createServer(listener) : createSecureServer(options.tls, listener);
  // Who is left waiting is not cut off by the server's own limits.
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const hostAndPort = `${host}:${port}`;

  return {
    origin: `${options.tls === undefined ? "http" : "https"}://${hostAndPort}`,
    hostAndPort,
    route: (path, ...answers) => void scripts.set(path, [...answers]),
    requests,
    requestsOf,
    asked: (path, times = 1) =>
      new Promise((resolve) => {
        if (requestsOf(path).length >= times) resolve();
        else waiting.push({ path, times, resolve });
      }),
    mostAtOnce: () => mostAtOnce,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** 304 to whoever brings one of the validators, else the body with both of them. */
export function conditional(
  body: string | Uint8Array,
  { etag, lastModified, ...headers }: Readonly<Record<string, string>>,
): Script {
  return ({ headers: asked }) => {
    const sent = {
      ...headers,
      ...(etag === undefined ? {} : { etag }),
      ...(lastModified === undefined ? {} : { "last-modified": lastModified }),
    };
    const isKnown =
      asked["if-none-match"] === undefined
        ? lastModified !== undefined && asked["if-modified-since"] === lastModified
        : asked["if-none-match"] === etag;
    return isKnown ? { status: 304, headers: sent } : { headers: sent, body };
  };
}

export function redirect(status: number, location: string, headers: Readonly<Record<string, string>> = {}): Script {
  return { status, headers: { location, ...headers } };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString();
}

function seenIn(incoming: IncomingMessage, body: string): Omit<SeenRequest, "arrivedAt" | "answeredAt"> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = [value].flat().join(", ");
  return {
    method: incoming.method ?? "",
    path: incoming.url ?? "",
    headers,
    rawHeaders: incoming.rawHeaders,
    body,
  };
}

function answer(response: ServerResponse, { status = 200, headers = {}, body = "", fault }: ScriptedAnswer): void {
  const bytes = Buffer.from(body);
  // Of a kind that Node writes as it is.
  const fields = Object.entries(headers).map(
    ([name, value]) => [name, typeof value === "string" ? value : [...value]] as const,
  );
  switch (fault) {
    case "silent":
      return;
    case "reset":
      response.socket?.destroy();
      return;
    case "garbage":
      response.socket?.end("220 mail.example ESMTP\r\n");
      return;
    case "unfinished":
      response.writeHead(status, Object.fromEntries(fields)).write(bytes);
      return;
    case "endless":
      response.writeHead(status, Object.fromEntries(fields));
      drip(response, bytes);
      return;
    case "truncated":
      response.writeHead(status, { "content-length": bytes.length, ...Object.fromEntries(fields) });
      response.write(bytes.subarray(0, bytes.length / 2), () => response.socket?.destroy());
      return;
    case undefined:
      response.writeHead(status, {
        ...(bytes.length === 0 ? {} : { "content-length": bytes.length }),
        ...Object.fromEntries(fields),
      });
      response.end(bytes);
  }
}

function drip(response: ServerResponse, bytes: Uint8Array): void {
  if (response.destroyed) return;
  response.write(bytes.length === 0 ? "x" : bytes, () => setImmediate(drip, response, bytes));
}
