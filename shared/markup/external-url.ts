/** The schemes that a link may lead out of the book with. */
const schemes = new Set(["http:", "https:", "mailto:"]);
const urlLengthMax = 2000;

/** An address on the web or of a mailbox in a form that every strict reader takes (RFC 3986); `undefined` for any other. */
export function externalUrl(written: string): string | undefined {
  if (written.length > urlLengthMax || !URL.canParse(written)) return undefined;
  const { protocol, host, pathname, search, hash } = new URL(withoutRedirect(written));
  if (!schemes.has(protocol)) return undefined;
  if (protocol === "mailto:") {
    return /^[^@\s]+@[^@\s]+$/.test(pathname) ? `mailto:${strict(pathname)}${query(search)}` : undefined;
  }
  // A name and password in a link are no part of where it leads.
  if (!/^([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d+)?$/.test(host)) return undefined;
  return `${protocol}//${host}${strict(pathname)}${query(search)}${hash.length > 1 ? `#${strict(hash.slice(1))}` : ""}`;
}

/** Services that count who follows a link lead to it by way of themselves: where to stands in their address. */
const redirects: readonly (readonly [host: RegExp, path: RegExp, parameters: readonly string[]])[] = [
  [/^(?:www\.)?google\.[a-z.]{2,6}$/, /^\/url$/, ["q", "url"]],
  [/^[a-z]{1,3}\.facebook\.com$/, /^\/l\.php$/, ["u"]],
  [/^[\w.-]+\.safelinks\.protection\.outlook\.com$/, /^\/$/, ["url"]],
];

/** Where a link leads in the end, as far as its address says so; a reader on a Kindle need not go by way of others. */
function withoutRedirect(written: string): string {
  const { host, pathname, searchParams } = new URL(written);
  for (const [hosts, paths, parameters] of redirects) {
    if (!hosts.test(host) || !paths.test(pathname)) continue;
    const target = parameters.map((name) => searchParams.get(name)).find((value) => value !== null);
    if (target !== null && target !== undefined && /^https?:\/\//i.test(target) && URL.canParse(target)) return target;
  }
  return written;
}

function query(search: string): string {
  return search.length > 1 ? `?${strict(search.slice(1))}` : "";
}

/** Browsers leave characters as they are that RFC 3986 wants encoded. */
function strict(part: string): string {
  return part.replaceAll(/[^\w\-.~:/?@!$&'()*+,;=%]/g, encodeURIComponent).replaceAll(/%(?![0-9a-f]{2})/gi, "%25");
}
