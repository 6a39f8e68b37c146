import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { isIP } from "node:net";
import { buildConnector } from "undici";
import type { WebRefusal } from "../../ports/web.ts";
import { addressRefusal } from "../../web/asked-address.ts";
import type { FetchAllowance } from "../../web/fetch-allow.ts";

/** An address that nothing is sent to. */
export class AddressRefused extends Error {
  override readonly name = "AddressRefused";
  readonly code: WebRefusal;

  constructor(code: WebRefusal, reason: string) {
    super(reason);
    this.code = code;
  }
}

/** Resolves a name to all of its addresses, as `dns.lookup` does with `all`. */
export type Resolve = (
  host: string,
  options: { readonly all: true; readonly family: number; readonly order: "verbatim" },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Opens connections to public addresses only, and to those that are exempt. It is asked for every connection, so that no
 * redirect, no name, no second answer of a name server and no connection that is kept open leads past it: a name is resolved
 * once, and connected to is what was checked.
 */
export function guardedConnect(
  allowance: FetchAllowance,
  { resolve = systemLookup, timeoutMs }: { readonly resolve?: Resolve; readonly timeoutMs: number },
): buildConnector.connector {
  return (options, callback) => {
    const port = Number(options.port === "" ? (options.protocol === "https:" ? 443 : 80) : options.port);
    const { hostname } = options;
    if (isIP(hostname) !== 0) {
      const refusal = addressRefusal(hostname, hostname, port, allowance);
      if (refusal !== undefined) {
        callback(new AddressRefused(refusal.code, refusal.reason), null);
        return;
      }
    }
    const connect = buildConnector({
      timeout: timeoutMs,
      // One request at a time gains nothing by HTTP/2, and every server speaks this.
      allowH2: false,
      // No session outlives its connection: resuming one would show a server that it is us again.
      maxCachedSessions: 0,
      minVersion: "TLSv1.2",
      rejectUnauthorized: true,
      autoSelectFamily: true,
      lookup: (name, wanted, found) => {
        resolve(name, { all: true, family: familyOf(wanted.family), order: "verbatim" }, (error, addresses) => {
          if (error !== null) {
            found(error, "", 0);
            return;
          }
          const usable = allowance.namesHost(name, port)
            ? addresses
            : addresses.filter(({ address }) => addressRefusal(address, name, port, allowance) === undefined);
          const [first] = usable;
          if (first === undefined) {
            found(noneOf(addresses, name, port, allowance), "", 0);
          } else if (wanted.all === true) found(null, usable);
          else found(null, first.address, first.family);
        });
      },
    });
    connect(options, callback);
  };
}

function familyOf(family: number | "IPv4" | "IPv6" | undefined): number {
  if (family === "IPv4") return 4;
  return family === "IPv6" ? 6 : (family ?? 0);
}

function noneOf(
  addresses: readonly LookupAddress[],
  name: string,
  port: number,
  allowance: FetchAllowance,
): NodeJS.ErrnoException {
  const [first] = addresses;
  const refusal = first === undefined ? undefined : addressRefusal(first.address, name, port, allowance);
  if (refusal !== undefined) return new AddressRefused(refusal.code, refusal.reason);
  return Object.assign(new Error(`${name} has no address`), { code: "ENOTFOUND" });
}
