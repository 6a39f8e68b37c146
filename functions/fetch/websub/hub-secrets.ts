import { createHmac, timingSafeEqual } from "node:crypto";

/** Of SHA-256 in hexadecimal: a hub may be given 200 bytes at most (WebSub, 5.1). */
function derived(key: Uint8Array, ...parts: readonly string[]): string {
  return createHmac("sha256", key).update(JSON.stringify(parts)).digest("hex");
}

/** The part of a callback's address that nobody can guess, for each feed and hub another one. */
export function callbackSecret(key: Uint8Array, feedId: string): string {
  return derived(key, "websub callback", feedId).slice(0, 48);
}

/** What a hub signs with. */
export function signingSecret(key: Uint8Array, feedId: string, hub: string): string {
  return derived(key, "websub signature", feedId, hub);
}

export function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The methods that WebSub knows (section 8). */
const methods = new Set(["sha1", "sha256", "sha384", "sha512"]);

/** Whether a body carries the signature of whoever knows the secret: `sha256=…`. */
export function isSigned(header: string | undefined, body: Uint8Array, secret: string): boolean {
  const [, method = "", digest = ""] = /^\s*(sha\d{1,3})=([0-9a-f]{40,128})\s*$/iu.exec(header ?? "") ?? [];
  if (!methods.has(method.toLowerCase())) return false;
  return isSame(createHmac(method.toLowerCase(), secret).update(body).digest("hex"), digest.toLowerCase());
}
