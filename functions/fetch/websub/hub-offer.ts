/** Where a feed says that it can be subscribed to, and under which name. */
export interface HubOffer {
  readonly hub: string;
  readonly topic: string;
}

const linksMax = 50;

/**
 * The hub of a feed (WebSub, section 4): what the headers say comes first, then what the feed itself says. Its topic is the address
 * that it gives itself, else where it was found. `undefined` for a feed without one.
 */
export function hubOffer(
  headers: Readonly<Record<string, string>>,
  feed: { readonly hubs: readonly string[]; readonly self: string | undefined },
  url: string,
): HubOffer | undefined {
  const links = linksIn(headers["link"] ?? "", url);
  const hub = [...links.filter(({ rel }) => rel === "hub").map((link) => link.url), ...feed.hubs].find(isWeb);
  if (hub === undefined) return undefined;
  const self = links.find(({ rel }) => rel === "self")?.url ?? feed.self;
  return { hub, topic: self !== undefined && isWeb(self) ? self : url };
}

/** `<https://hub.example/>; rel="hub"` (RFC 8288): one for each relation that it names. */
function linksIn(header: string, base: string): readonly { readonly rel: string; readonly url: string }[] {
  const links: { rel: string; url: string }[] = [];
  for (const [, target = "", parameters = ""] of header.matchAll(/<([^<>]{1,2000})>([^<]{0,2000})/gu)) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]+))/iu.exec(parameters);
    const url = URL.parse(target, base)?.href;
    if (url === undefined || links.length >= linksMax) continue;
    for (const name of (rel?.[1] ?? rel?.[2] ?? "").toLowerCase().split(/\s+/u)) links.push({ rel: name, url });
  }
  return links;
}

function isWeb(url: string): boolean {
  return /^https?:\/\//iu.test(url);
}
