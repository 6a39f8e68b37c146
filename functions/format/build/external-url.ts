/** The schemes that a link may lead out of the book with. */
const schemes = new Set(["http:", "https:", "mailto:"]);
const urlLengthMax = 2000;

/** An address on the web or of a mailbox in a form that every strict reader takes; `undefined` for any other. */
export function externalUrl(written: string): string | undefined {
  if (written.length > urlLengthMax || !URL.canParse(written)) return undefined;
  const url = new URL(written);
  if (!schemes.has(url.protocol)) return undefined;
  if (url.protocol === "mailto:" ? !/^[^@\s]+@[^@\s]+$/.test(url.pathname) : !/^[a-z0-9.:[\]-]+$/i.test(url.host)) return undefined;
  // A name and password in a link are no part of where it leads.
  url.username = "";
  url.password = "";
  return url.href.replaceAll(/[^\w\-.~:/?#[\]@!$&'()*+,;=%]/g, encodeURIComponent).replaceAll(/%(?![0-9a-f]{2})/gi, "%25");
}
