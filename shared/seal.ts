import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals what must not travel or lie in clear text (a device's address) with AES-256-GCM. The account and the purpose
 * are bound to it: a seal from elsewhere does not open. Throwing the key away erases everything sealed with it.
 *
 * Shape: base64url of 12 bytes of nonce, the cipher text, 16 bytes of tag.
 */
export function seal(key: Uint8Array, account: string, purpose: string, text: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(associated(account, purpose));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString("base64url");
}

/** @throws Error when it was not sealed with this key, for this account and purpose. */
export function unseal(key: Uint8Array, account: string, purpose: string, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64url");
  // GCM takes shorter tags too, and those can be guessed.
  if (bytes.length < nonceBytes + tagBytes) throw new Error("This is no seal");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(associated(account, purpose)).setAuthTag(bytes.subarray(-tagBytes));
  const opened = [decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()];
  return Buffer.concat(opened).toString("utf8");
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
