/**
 * The one guarded door to the web: every feed, page, picture, robots.txt and hub is asked through it, and nothing else is.
 *
 * - It connects to global unicast addresses only, over http and https, on ports 80 and 443, whatever a name resolves to, on
 *   every hop, at the moment of connecting. `FETCH_ALLOW` exempts.
 * - It is constant and modest towards servers: one User-Agent that says who asks, no cookies, no Referer, no
 *   cache-busting, no `Pragma` or `Cache-Control: no-cache`; in one process one request at a time per host, with a pause
 *   between two. (Between processes that is the caller's business: a lease.)
 * - Everything has a limit, by `purpose`: bytes are counted after decompression, while they come in.
 * - It never throws for what a server did or did not do, and never tries again by itself: every end is one of four
 *   outcomes. `code` is stable and decided on; `reason` is one sentence for people, without a full stop at its end.
 */
export interface Web {
  /** Asks once, and follows redirects. Answers of every status are answers: 200, 304, 404, 429, 503. */
  get(request: WebRequest): Promise<WebAnswer>;
  /**
   * Sends a form (`application/x-www-form-urlencoded`), as WebSub asks hubs. Only 307 and 308 are followed, with the same
   * form; any other redirect is an answer.
   */
  post(request: WebForm): Promise<WebAnswer>;
}

/**
 * What is asked for. It decides the Accept header, the User-Agent's suffix (pages and pictures are fetched for a reader
 * who has subscribed, not polled), the largest body, the pause, and whether a redirect may lead from https to http:
 * pages and pictures may, feeds, robots.txt and hubs may not.
 */
export type WebPurpose = "feed" | "page" | "picture" | "robots" | "hub";

export interface WebRequest {
  /** An absolute http or https address. A name and password in it go to that origin alone, as basic authentication. */
  readonly url: string;
  readonly purpose: WebPurpose;
  /** At least so long after it nobody is asked of its host; the web has a pause of its own, which may be longer. */
  readonly pauseMs?: number;
  readonly validators?: WebValidators;
  /** For the User-Agent, where publishers count their readers by it. */
  readonly subscribers?: number;
  readonly feedId?: string;
  /** Goes on where a `delayed` answer stopped. `url` stays the address that was asked first. */
  readonly continuation?: WebContinuation;
  /** Ends it: the outcome is then `failed` with `web/aborted`. */
  readonly signal?: AbortSignal;
}

export interface WebForm {
  readonly url: string;
  readonly purpose: "hub";
  readonly form: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** What an earlier answer said of its version, character by character: it is sent back as it is, or not at all. */
export interface WebValidators {
  /** The `url` of the answer that gave them: they are sent to that address only, be it the first or behind redirects. */
  readonly url: string;
  /** Becomes If-None-Match, quotes and `W/` included. */
  readonly etag?: string;
  /** Becomes If-Modified-Since. It is no date of ours: never parsed, never written anew. */
  readonly lastModified?: string;
}

/** One redirect that was followed. */
export interface WebHop {
  readonly from: string;
  /** 301, 302, 303, 307 or 308. */
  readonly status: number;
  readonly to: string;
  /** 301 and 308: the server says that the address has changed for good. */
  readonly permanent: boolean;
}

/** Where to go on after a delay. JSON, so that it can be kept until then. */
export interface WebContinuation {
  readonly url: string;
  readonly hops: readonly WebHop[];
}

export type WebAnswer = WebAnswered | WebDelayed | WebRefused | WebFailed;

/** A server has answered, whatever it said. */
export interface WebAnswered {
  readonly outcome: "answered";
  readonly status: number;
  /** The address that answered, behind all redirects, without a fragment, name and password. */
  readonly url: string;
  readonly hops: readonly WebHop[];
  /** By lower-case name; what came several times is joined with `, `. Cookies are left out. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Decompressed and whole. Empty for 304. Of an error (400 and above) no more than its first 64 KiB, and of a robots.txt
   * no more than its first 512.
   */
  readonly body: Uint8Array;
  /** What the server calls the body, as it came: a hint. */
  readonly contentType?: string;
  /** The bytes of the body as they came over the wire. */
  readonly wireBytes: number;
}

/**
 * A redirect said Retry-After, which delays following it, for longer than is waited here: 5 s. Nothing of it says that the
 * first address is wrong. Ask again after the delay, with `continuation`.
 */
export interface WebDelayed {
  readonly outcome: "delayed";
  readonly status: number;
  /** The address that answered with the redirect. */
  readonly url: string;
  readonly hops: readonly WebHop[];
  readonly retryAfterMs: number;
  readonly continuation: WebContinuation;
}

/** It is not asked, or not taken: the same would happen again until somebody changes something. */
export interface WebRefused {
  readonly outcome: "refused";
  readonly code: WebRefusal;
  readonly reason: string;
  /** The redirects until then. */
  readonly hops: readonly WebHop[];
  /** The status, where a server has answered. */
  readonly status?: number;
}

export type WebRefusal =
  /** No absolute address, or one that nobody could ask. */
  | "web/bad-address"
  /** Neither http nor https. */
  | "web/scheme"
  /** A port other than 80 and 443 that FETCH_ALLOW does not name. */
  | "web/port"
  /** Every address of the host is private, local or otherwise not of the public internet. */
  | "web/private-address"
  | "web/too-many-redirects"
  | "web/redirect-loop"
  /** A redirect without an address to go to, or with one that is none. */
  | "web/bad-redirect"
  /** From https to http, where the purpose forbids it. */
  | "web/downgrade"
  /** More bytes than the purpose allows, decompressed. */
  | "web/too-large"
  /** It expands far beyond what its size explains. */
  | "web/compression-bomb"
  /** More layers of compression than anybody needs. */
  | "web/too-many-encodings"
  /** A compression that nobody here knows. */
  | "web/unknown-encoding";

/** Worth another try later. */
export interface WebFailed {
  readonly outcome: "failed";
  readonly code: WebFailure;
  readonly reason: string;
  readonly hops: readonly WebHop[];
  /** The status, where the answer had begun. */
  readonly status?: number;
  /**
   * With `web/truncated`: what had come until then, for whoever would rather read a part than nothing. Its validators are
   * not to be kept: they stand for the whole.
   */
  readonly partial?: WebAnswered;
}

export type WebFailure =
  /** The name cannot be resolved. */
  | "web/dns"
  /** No connection, or one that broke before the answer began. */
  | "web/connection"
  /** The certificate is not trusted, or the server is older than TLS 1.2. */
  | "web/tls"
  /** No header in 10 s, no whole body in 20 s, or all of it not in 30 s. */
  | "web/timeout"
  /** The body ended before its end. */
  | "web/truncated"
  /** The body is not what its compression requires. */
  | "web/corrupt"
  /** What came is no HTTP, or its header is beyond every limit. */
  | "web/bad-answer"
  /** More requests wait for this host than are kept waiting. */
  | "web/host-busy"
  /** The caller's signal. */
  | "web/aborted";
