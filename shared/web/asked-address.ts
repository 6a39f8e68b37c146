import { isIP } from "node:net";
import type { WebRefusal } from "../ports/web.ts";
import { isPublicAddress } from "./address-rules.ts";
import type { FetchAllowance } from "./fetch-allow.ts";

/** An address that may be asked, as far as it shows by itself: what a name resolves to is checked when connecting. */
export interface AskedAddress {
  /** As WHATWG reads it, without a fragment, name and password. */
  readonly url: URL;
  /** Basic authentication (RFC 7617) from the name and password that stood in it. */
  readonly authorization: string | undefined;
}

export interface AddressRefusal {
  readonly code: WebRefusal;
  /** A sentence for people, without its full stop. */
  readonly reason: string;
}

/** Why an address is not asked, or what exactly is asked. */
export function askedAddress(
  written: string,
  { allowance, urlLengthMax }: { readonly allowance: FetchAllowance; readonly urlLengthMax: number },
): AskedAddress | AddressRefusal {
  const url = written.length <= urlLengthMax ? URL.parse(written) : null;
  if (url === null) return { code: "web/bad-address", reason: "This is no address on the web" };
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return {
      code: "web/scheme",
      reason: `Only http and https addresses are asked, not ${url.protocol.slice(0, -1).slice(0, 20)}`,
    };
  }
  const port = portOf(url);
  const isNamed = allowance.namesHost(url.hostname, port);
  if (!isNamed && !isUsualPort(port) && !allowance.mayCoverPort(port)) return portRefusal(port);
  const literal = url.hostname.replace(/^\[(.*)\]$/u, "$1");
  if (isIP(literal) !== 0 && !isNamed) {
    const refusal = addressRefusal(literal, literal, port, allowance);
    if (refusal !== undefined) return refusal;
  }
  const authorization = basicAuthorization(url);
  url.hash = "";
  url.username = "";
  url.password = "";
  return { url, authorization };
}

/** Why one IP address that a host stands for is not connected to; `undefined` where it may be. */
export function addressRefusal(
  address: string,
  host: string,
  port: number,
  allowance: FetchAllowance,
): AddressRefusal | undefined {
  if (allowance.coversAddress(address, port)) return undefined;
  if (!isPublicAddress(address)) {
    return {
      code: "web/private-address",
      reason: `${host} lies on a private or local network, which is not asked unless FETCH_ALLOW names it`,
    };
  }
  return isUsualPort(port) ? undefined : portRefusal(port);
}

export function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

const isUsualPort = (port: number) => port === 80 || port === 443;

function portRefusal(port: number): AddressRefusal {
  return {
    code: "web/port",
    reason: `Only the ports 80 and 443 are asked, not ${port}, unless FETCH_ALLOW names the server`,
  };
}

function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64")}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
