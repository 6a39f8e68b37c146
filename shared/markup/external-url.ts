/** The schemes that a link may lead out of the book with. */
const schemes = new Set(["http:", "https:", "mailto:"]);
const urlLengthMax = 2000;

/** An address on the web or of a mailbox in a form that every strict reader takes (RFC 3986); `undefined` for any other. */
export function externalUrl(written: string): string | undefined {
  if (written.length > urlLengthMax || !URL.canParse(written)) return undefined;
  const { protocol, host, pathname, search, hash } = new URL(written);
  if (!schemes.has(protocol)) return undefined;
  if (protocol === "mailto:") {
    return /^[^@\s]+@[^@\s]+$/.test(pathname) ? `mailto:${strict(pathname)}${query(search)}` : undefined;
  }
  // A name and password in a link are no part of where it leads.
  if (!/^([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d+)?$/.test(host)) return undefined;
  return `${protocol}//${host}${strict(pathname)}${query(search)}${hash.length > 1 ? `#${strict(hash.slice(1))}` : ""}`;
}

function query(search: string): string {
  return search.length > 1 ? `?${strict(search.slice(1))}` : "";
}

/** Browsers leave characters as they are that RFC 3986 wants encoded. */
function strict(part: string): string {
  return part.replaceAll(/[^\w\-.~:/?@!$&'()*+,;=%]/g, encodeURIComponent).replaceAll(/%(?![0-9a-f]{2})/gi, "%25");
}
