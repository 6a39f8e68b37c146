import type { WebHop, WebPurpose } from "../ports/web.ts";
import type { AddressRefusal } from "./asked-address.ts";

/** What answers with a redirect, and on which way it was come by. */
export interface RedirectSeen {
  readonly status: number;
  /** As it came: bytes as Latin-1. */
  readonly location: string | undefined;
  readonly from: URL;
  readonly hops: readonly WebHop[];
  readonly purpose: WebPurpose;
  readonly hopsMax: number;
}

export const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const permanentStatuses: ReadonlySet<number> = new Set([301, 308]);
/** Asked for its own sake; what lies behind the others is read by everybody, and nothing of the reader goes there. */
const neverDowngraded: ReadonlySet<WebPurpose> = new Set(["feed", "robots", "hub"]);

/** Where a redirect leads, or why it is not followed. Whether that address may be asked at all is decided apart. */
export function nextHop({ status, location, from, hops, purpose, hopsMax }: RedirectSeen): WebHop | AddressRefusal {
  const written = location === undefined ? "" : asUtf8(location).trim();
  const to = written === "" ? null : URL.parse(written, from.href);
  if (to === null) {
    return { code: "web/bad-redirect", reason: `${from.host} says that it has moved, but not where to` };
  }
  to.hash = "";
  // What a server says of names and passwords is nothing that our reader has entrusted to anybody.
  to.username = "";
  to.password = "";
  if (from.protocol === "https:" && to.protocol === "http:" && neverDowngraded.has(purpose)) {
    return {
      code: "web/downgrade",
      reason: `${from.host} leads from a secure address to one that is not: ${to.host}`,
    };
  }
  if (to.href === from.href || hops.some((hop) => hop.from === to.href)) {
    return { code: "web/redirect-loop", reason: `${from.host} leads in a circle` };
  }
  if (hops.length >= hopsMax) {
    return { code: "web/too-many-redirects", reason: `More than ${hopsMax} redirects, one after the other` };
  }
  return { from: from.href, status, to: to.href, permanent: permanentStatuses.has(status) };
}

/** Headers are Latin-1 by the book; an address in one that is UTF-8 is meant as that, as browsers read it. */
function asUtf8(header: string): string {
  if (!/[\u0080-\u00ff]/u.test(header)) return header;
  const text = Buffer.from(header, "latin1").toString("utf8");
  return text.includes("\ufffd") ? header : text;
}
