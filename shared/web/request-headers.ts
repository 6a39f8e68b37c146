import type { WebPurpose, WebRequest, WebValidators } from "../ports/web.ts";

/** Who asks, as every request says it. */
export interface Asker {
  /** `0.1.0` */
  readonly version: string;
  /** Where a publisher finds out more, or complains: an address of the web or of mail. */
  readonly contact?: string | undefined;
}

/** The product token: what robots.txt files call us. */
export const productToken = "KindleContentServer";

const accept: Readonly<Record<WebPurpose, string>> = {
  feed:
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, " +
    "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1",
  page: "text/html, application/xhtml+xml, application/xml;q=0.5, */*;q=0.1",
  picture: "image/jpeg, image/png, image/gif, image/webp;q=0.9, image/svg+xml;q=0.8, image/*;q=0.5, */*;q=0.1",
  robots: "text/plain, */*;q=0.1",
  hub: "*/*",
};

/** Feeds are polled for their subscribers; the rest is fetched once, and says so. */
const suffixes: Readonly<Record<Exclude<WebPurpose, "feed">, string>> = {
  page: "article page",
  picture: "article picture",
  robots: "robots.txt",
  hub: "WebSub",
};

export const acceptEncoding = "gzip, br, zstd, deflate";

/** All headers of one hop. The same in everything but validators, however often it is asked. */
export function requestHeaders(
  request: Pick<WebRequest, "purpose" | "subscribers" | "feedId" | "validators">,
  { url, authorization }: { readonly url: URL; readonly authorization: string | undefined },
  asker: Asker,
): Record<string, string> {
  return {
    "user-agent": userAgent(request, asker),
    accept: accept[request.purpose],
    "accept-encoding": acceptEncoding,
    ...(authorization === undefined ? {} : { authorization }),
    ...conditions(request.validators, url),
  };
}

/** `KindleContentServer/0.1.0 (+https://example.org; 3 subscribers; feed-id=abc)`: RFC 9110, 10.1.5, as publishers count. */
export function userAgent(
  { purpose, subscribers, feedId }: Pick<WebRequest, "purpose" | "subscribers" | "feedId">,
  { version, contact }: Asker,
): string {
  const remarks = [
    contact === undefined ? undefined : `+${contact}`,
    ...(purpose === "feed"
      ? [
          subscribers === undefined ? undefined : `${Math.max(0, Math.floor(subscribers))} subscribers`,
          feedId === undefined ? undefined : `feed-id=${feedId}`,
        ]
      : [suffixes[purpose]]),
  ];
  const comment = remarks
    .filter((remark) => remark !== undefined)
    .map((remark) => remark.replace(/[^\x21-\x7e ]|[()\\;]/gu, ""))
    .join("; ");
  return `${productToken}/${version}${comment === "" ? "" : ` (${comment})`}`;
}

/** What a header may hold (RFC 9110, 5.5), read as Latin-1: anything else cannot have come from one. */
const headerValue = /^[\t\x20-\x7e\x80-\xff]+$/u;

/** Both, where both are known: the server knows which of them counts (RFC 9110, 13.1.3). */
function conditions(validators: WebValidators | undefined, url: URL): Record<string, string> {
  if (validators === undefined || URL.parse(validators.url)?.href !== url.href) return {};
  const { etag, lastModified } = validators;
  return {
    ...(etag !== undefined && headerValue.test(etag) ? { "if-none-match": etag } : {}),
    ...(lastModified !== undefined && headerValue.test(lastModified) ? { "if-modified-since": lastModified } : {}),
  };
}
