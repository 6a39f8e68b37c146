import { BlockList, isIPv4, isIPv6 } from "node:net";

/** The IANA registry of special-purpose IPv4 addresses (RFC 6890), multicast (RFC 5771), and what is reserved (RFC 1112). */
const specialV4 = blockList("ipv4", [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  // Among them 169.254.169.254, where clouds give their machines credentials.
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]);
/** All of the global unicast that has been given out so far. What lies outside is local, mapped, translated or nothing. */
const unicastV6 = blockList("ipv6", ["2000::/3"]);
/** Special within it: protocols that carry IPv4 addresses (Teredo, 6to4), identifiers, documentation. */
const specialV6 = blockList("ipv6", ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]);

/**
 * Whether an IP address belongs to a machine on the public internet. What is no IP address, or names an interface
 * (`fe80::1%eth0`), does not.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !specialV4.check(address, "ipv4");
  if (!isIPv6(address) || address.includes("%")) return false;
  return unicastV6.check(address, "ipv6") && !specialV6.check(address, "ipv6");
}

/** A list of networks of one family, each as `address/bits`. */
export function blockList(family: "ipv4" | "ipv6", networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits = ""] = network.split("/");
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}
