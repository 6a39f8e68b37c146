import { isTrackingParameter } from "../../shared/web/tracking-parameters.ts";

const urlLengthMax = 8000;

/** Whether a query parameter only tracks. `ref` and its like do where they name the site itself, or the feed's. */
function tracks(name: string, value: string, hosts: ReadonlySet<string>): boolean {
  if (isTrackingParameter(name)) return true;
  return name.toLowerCase() === "ref" && hosts.has(value.toLowerCase());
}

/**
 * An address without what tracks its readers. Whatever else it says stays as it is written; so do addresses that are not of
 * the web. `undefined` for what is no address.
 *
 * @param context addresses of the page and the feed where it was found: a `ref` that names one of their hosts tracks.
 */
export function cleanUrl(written: string, context: readonly string[] = []): string | undefined {
  if (written.length > urlLengthMax || !URL.canParse(written)) return undefined;
  const url = new URL(written);
  if (url.protocol !== "http:" && url.protocol !== "https:") return written;
  if (url.search === "") return written;
  const hosts = new Set(context.filter((one) => URL.canParse(one)).map((one) => new URL(one).hostname));
  const kept = url.search
    .slice(1)
    .split("&")
    .filter((pair) => !tracks(...nameAndValue(pair), hosts));
  const search = kept.join("&");
  if (search === url.search.slice(1)) return written;
  url.search = search;
  return url.href;
}

function nameAndValue(pair: string): [name: string, value: string] {
  const at = pair.indexOf("=");
  return at < 0 ? [decoded(pair), ""] : [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll("+", " "));
  } catch {
    return part;
  }
}

/** What an address and its other spellings have in common: one key for `http` and `https`, with and without `www` and AMP. */
export function addressKey(written: string): string | undefined {
  const cleaned = cleanUrl(written);
  if (cleaned === undefined || !URL.canParse(cleaned)) return undefined;
  const url = new URL(cleaned);
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  const name = url.hostname.replace(/^(?:www|m|mobile|amp)\.(?=[^.]+\.)/, "").replace(/\.$/, "");
  // The usual ports are no part of an address: it is read as without them.
  const host = url.port === "" ? name : `${name}:${url.port}`;
  const path = url.pathname
    .replace(/\/(?:index|default)\.(?:html?|php|aspx?)$/i, "/")
    .replace(/(?:\/amp|\.amp)(?=\/?$|\.html?$)/i, "")
    .replace(/(?<=.)\/+$/, "");
  const query = url.search
    .slice(1)
    .split("&")
    .filter((pair) => pair !== "" && !/^(?:amp|outputType=amp)(?:=1|=true)?$/i.test(pair))
    .toSorted();
  return `${host}${path === "/" ? "" : path}${query.length > 0 ? `?${query.join("&")}` : ""}`;
}

/** An address of the web as it is meant on a page, or `undefined`. Backslashes and blanks are read as browsers read them. */
export function webAddress(written: string, base: string): string | undefined {
  const trimmed = written.trim();
  if (trimmed === "" || trimmed.length > urlLengthMax || !URL.canParse(trimmed, base)) return undefined;
  const { protocol, href } = new URL(trimmed, base);
  return protocol === "http:" || protocol === "https:" ? href : undefined;
}
