import type * as z from "zod";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** One way in which an endpoint answers. A `body` is JSON; anything else says its media types. */
export interface ReplySpecification<Body = unknown> {
  readonly description: string;
  readonly body?: z.ZodType<Body>;
  readonly example?: Body;
  readonly mediaTypes?: readonly string[];
}

export type Replies = Readonly<Record<number, ReplySpecification>>;

/** JSON where the reply has a `body`, and `content` as it is (a text, a stream, nothing) where it has not. */
export type Reply<R extends Replies> = {
  [Status in keyof R & number]: R[Status] extends { readonly body: z.ZodType<infer Body> }
    ? { readonly status: Status; readonly headers?: ReplyHeaders; readonly body: Body }
    : { readonly status: Status; readonly headers?: ReplyHeaders; readonly content: Content };
}[keyof R & number];

export type ReplyHeaders = Readonly<Record<string, string>>;
export type Content = string | ReadableStream<Uint8Array> | null;

/** A request that has been checked. */
export interface Call<Params, Query, Body> {
  readonly method: string;
  /** The path as it was asked for, with its ids. */
  readonly path: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly headers: Headers;
  /** The body as it comes in, of endpoints that take content. */
  readonly content: ReadableStream<Uint8Array> | null;
  readonly idempotencyKey: string | undefined;
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal;
}

export interface EndpointSpecification<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  R extends Replies,
> {
  readonly method: Method;
  /** With its parameters in braces: `/api/books/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** `open` needs no token; `reader` also takes the token as the password of HTTP Basic, as e-readers send it. */
  readonly access?: "open" | "reader";
  readonly params?: Params;
  readonly query?: Query;
  /** JSON. Where it is optional, none at all is read as `{}`. */
  readonly body?: Body;
  readonly bodyOptional?: boolean;
  /** Instead of JSON: content by media type. */
  readonly takesContent?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly responses: R;
  /** The codes of the problems that are this endpoint's own, by status. */
  readonly problems?: Readonly<Record<number, readonly string[]>>;
  handle(call: Call<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Reply<NoInfer<R>>>;
}

/** What a route, the description and the tests are made from: one definition for all. */
export interface Endpoint
  extends Omit<EndpointSpecification<z.ZodObject, z.ZodObject, z.ZodType, Replies>, "handle" | "access"> {
  readonly access: "open" | "reader" | "token";
  handle(call: Call<unknown, unknown, unknown>): Promise<AnyReply>;
}

export interface AnyReply {
  readonly status: number;
  readonly headers?: ReplyHeaders;
  readonly body?: unknown;
  readonly content?: Content;
}

export function defineEndpoint<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  const R extends Replies,
>(specification: EndpointSpecification<Params, Query, Body, R>): Endpoint {
  return { access: "token", ...specification } as unknown as Endpoint;
}
