import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";

/**
 * Seals what must not travel or lie in clear text (a device's address) with AES-256-GCM. The account and the purpose
 * are bound to it: a seal from elsewhere does not open. Throwing the key away erases everything sealed with it.
 *
 * Shape: base64url of 12 bytes of nonce, the cipher text, 16 bytes of tag.
 */
export function seal(key: Uint8Array, account: string, purpose: string, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(associated(account, purpose));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString("base64url");
}

/** @throws Error when it was not sealed with this key, for this account and purpose. */
export function unseal(key: Uint8Array, account: string, purpose: string, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12)).setAAD(associated(account, purpose));
  decipher.setAuthTag(bytes.subarray(bytes.length - 16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString("utf8");
}

/** A hash that only a holder of the key can make: the same parts give the same 32 hex digits. */
export function keyedHash(key: Uint8Array, ...parts: readonly string[]): string {
  const hash = createHmac("sha256", key);
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest("hex").slice(0, 32);
}

function associated(account: string, purpose: string): Buffer {
  return Buffer.from(JSON.stringify([account, purpose]));
}
