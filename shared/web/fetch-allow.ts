import { isIP, isIPv4, isIPv6 } from "node:net";
import { domainToASCII } from "node:url";
import { blockList } from "./address-rules.ts";

/**
 * What the owner exempts from the rule that feeds and pages lie on the public internet, on ports 80 and 443: `FETCH_ALLOW`.
 * A network exempts its addresses on every port, whatever name led there; a name with a port exempts whatever that name
 * resolves to on that port.
 */
export interface FetchAllowance {
  /** Whether the host of an address, as `URL.hostname` writes it, is exempt by its name. */
  namesHost(host: string, port: number): boolean;
  /** Whether an IP address is exempt. */
  coversAddress(address: string, port: number): boolean;
  /** Whether a port other than 80 and 443 may be asked at all: which one decides the address behind a name. */
  mayCoverPort(port: number): boolean;
}

/** Entries as {@link isFetchAllowEntry} takes them; others exempt nothing. */
export function fetchAllowance(entries: readonly string[]): FetchAllowance {
  const networks = entries.filter(isNetwork);
  const v4 = blockList(
    "ipv4",
    networks.filter((network) => !network.includes(":")),
  );
  const v6 = blockList(
    "ipv6",
    networks.filter((network) => network.includes(":")),
  );
  const hosts = new Set<string>();
  const ports = new Set<number>();
  for (const entry of entries) {
    const found = hostAndPort(entry);
    if (found === undefined) continue;
    hosts.add(`${found.host} ${found.port}`);
    ports.add(found.port);
  }
  const isNamed = (host: string, port: number) => hosts.has(`${bare(host)} ${port}`);
  const isWithin = (address: string) => {
    if (isIPv4(address)) return v4.check(address, "ipv4");
    return isIPv6(address) && !address.includes("%") && v6.check(address, "ipv6");
  };
  return {
    namesHost: isNamed,
    coversAddress: (address, port) => isNamed(address, port) || isWithin(address),
    mayCoverPort: (port) => networks.length > 0 || ports.has(port),
  };
}

/** Whether a text is `host:port`, `[IPv6 address]:port` or a network in CIDR notation. */
export function isFetchAllowEntry(text: string): boolean {
  return isNetwork(text) || hostAndPort(text) !== undefined;
}

function isNetwork(text: string): boolean {
  const [, address = "", bits = ""] = /^([^/%]+)\/(\d{1,3})$/u.exec(text) ?? [];
  return (isIPv4(address) && Number(bits) <= 32) || (isIPv6(address) && Number(bits) <= 128);
}

const domainName = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/u;

function hostAndPort(text: string): { readonly host: string; readonly port: number } | undefined {
  const [, written = "", digits = ""] = /^(\[[^\]]+\]|[^:[\]/@]+):(\d{1,5})$/u.exec(text) ?? [];
  const port = Number(digits);
  if (written === "" || port < 1 || port > 65_535) return undefined;
  const host = bare(written);
  if (written.startsWith("[")) return isIPv6(host) ? { host, port } : undefined;
  return isIP(host) !== 0 || domainName.test(host) ? { host, port } : undefined;
}

/** One spelling for what an owner writes, an address says and a resolver answers. */
function bare(host: string): string {
  const name = host.replace(/^\[(.*)\]$/u, "$1").toLowerCase();
  // An address with its interface is nothing that could be named.
  if (name.includes("%")) return name;
  if (isIPv6(name)) return new URL(`http://[${name}]/`).hostname.slice(1, -1);
  return domainToASCII(name) || name;
}
