import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { Request as FrameworkRequest, Response as FrameworkResponse } from "@google-cloud/functions-framework";

/** Anything that answers standard requests; `bindings` tell what only the server knows: the connection. */
export interface RequestHandler {
  readonly fetch: (request: Request, bindings: { readonly incoming: FrameworkRequest }) => Response | Promise<Response>;
}

/**
 * A function that answers HTTP: `http("api", onRequest(createApi(ports, settings)))`. The framework has mostly read the
 * body already (`rawBody`); the answer streams.
 */
export function onRequest(app: RequestHandler) {
  return async (incoming: FrameworkRequest, outgoing: FrameworkResponse): Promise<void> => {
    const gone = new AbortController();
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) gone.abort();
    });
    const request = requestOf(incoming, gone.signal);
    const response =
      request === undefined ? new Response(null, { status: 400 }) : await app.fetch(request, { incoming });
    outgoing.status(response.status);
    for (const [name, value] of response.headers) {
      if (name !== "set-cookie") outgoing.setHeader(name, value);
    }
    const cookies = response.headers.getSetCookie();
    if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
    if (response.body === null) {
      outgoing.end();
      return;
    }
    outgoing.flushHeaders();
    try {
      await pipeline(Readable.fromWeb(response.body as NodeReadableStream<Uint8Array>), outgoing);
    } catch (error) {
      // Who has gone needs no answer; anything else must not look like a complete one.
      if (!gone.signal.aborted) outgoing.destroy(error instanceof Error ? error : undefined);
    }
  };
}

/** `undefined` for an address that is none. */
function requestOf(incoming: FrameworkRequest, signal: AbortSignal): Request | undefined {
  const address = `${incoming.protocol}://${incoming.get("host") ?? "localhost"}`;
  const target = incoming.originalUrl.startsWith("/") ? incoming.originalUrl : `/${incoming.originalUrl}`;
  if (!URL.canParse(address) || !URL.canParse(`${address}${target}`)) return undefined;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? ""]) headers.append(name, one);
  }
  const { method } = incoming;
  return new Request(`${address}${target}`, {
    method,
    headers,
    signal,
    duplex: "half",
    ...(method !== "GET" && method !== "HEAD" && { body: bodyOf(incoming) }),
  });
}

/** The framework reads bodies whose type it is told, and leaves others to be read. */
function bodyOf(incoming: FrameworkRequest): Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> {
  if (incoming.rawBody !== undefined) return new Uint8Array(incoming.rawBody);
  return Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
}
