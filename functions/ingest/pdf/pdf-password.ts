import { createCipheriv, createHash } from "node:crypto";
import { isDictionary } from "./pdf-file.ts";
import type { PdfValue } from "./pdf-values.ts";

/** PDF 1.7, algorithm 2: what passwords are filled up with. */
const padding = Buffer.from("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a", "hex");

/**
 * Whether an encrypted PDF opens for anybody, and only restricts what may be done with it: its user password is empty
 * (PDF 1.7, algorithm 6; ISO 32000-2, algorithm 11). Standard security handler alone.
 *
 * @param id the first element of the trailer's `ID`
 */
export function opensWithoutPassword(encryption: PdfValue, id: Uint8Array): boolean {
  if (!isDictionary(encryption)) return false;
  const { entries } = encryption;
  const number = (name: string, otherwise: number) => {
    const value = entries.get(name);
    return typeof value === "number" ? value : otherwise;
  };
  const bytes = (name: string) => {
    const value = entries.get(name);
    return typeof value === "object" && "kind" in value && value.kind === "text" ? Buffer.from(value.bytes) : undefined;
  };
  const revision = number("R", 0);
  const [user, owner] = [bytes("U"), bytes("O")];
  if (user === undefined || owner === undefined) return false;
  if (revision >= 5) {
    const salt = user.subarray(32, 40);
    const expected = user.subarray(0, 32);
    const hash = createHash("sha256").update(salt).digest();
    return (revision === 5 ? hash : hardened(hash)).equals(expected);
  }
  if (revision < 2) return false;
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(number("P", 0) | 0);
  const hash = createHash("md5").update(padding).update(owner.subarray(0, 32)).update(permissions).update(id);
  if (revision >= 4 && entries.get("EncryptMetadata") === false) hash.update(Buffer.alloc(4, 0xff));
  const keyBytes = revision === 2 ? 5 : Math.min(Math.max(number("Length", 40) >> 3, 5), 16);
  let key: Buffer = hash.digest().subarray(0, keyBytes);
  if (revision === 2) return rc4(key, padding).equals(user.subarray(0, 32));
  for (let round = 0; round < 50; round += 1) key = createHash("md5").update(key).digest().subarray(0, keyBytes);
  let check: Buffer = createHash("md5").update(padding).update(id).digest();
  for (let round = 0; round < 20; round += 1) check = rc4(Buffer.from(key.map((byte) => byte ^ round)), check);
  return check.equals(user.subarray(0, 16));
}

/** ISO 32000-2, algorithm 2.B, for an empty password. */
function hardened(start: Buffer): Buffer {
  let hash = start;
  for (let round = 0, last = 0; round < 64 || last > round - 32; round += 1) {
    const block = Buffer.concat(Array.from({ length: 64 }, () => hash));
    const cipher = createCipheriv("aes-128-cbc", hash.subarray(0, 16), hash.subarray(16, 32));
    const encrypted = cipher.setAutoPadding(false).update(block);
    const remainder = encrypted.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3;
    hash = createHash(["sha256", "sha384", "sha512"][remainder] ?? "sha256")
      .update(encrypted)
      .digest();
    last = encrypted.at(-1) ?? 0;
  }
  return hash.subarray(0, 32);
}

/** The library at hand no longer has it, for good reasons; here it only tells whether a lock has a key. */
function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Array.from({ length: 256 }, (_, index) => index);
  const swap = (one: number, other: number) => {
    [state[one], state[other]] = [state[other] ?? 0, state[one] ?? 0];
  };
  for (let at = 0, mixed = 0; at < 256; at += 1) {
    mixed = (mixed + (state[at] ?? 0) + (key[at % key.length] ?? 0)) & 0xff;
    swap(at, mixed);
  }
  let at = 0;
  let mixed = 0;
  return Buffer.from(
    data.map((byte) => {
      at = (at + 1) & 0xff;
      mixed = (mixed + (state[at] ?? 0)) & 0xff;
      swap(at, mixed);
      return byte ^ (state[((state[at] ?? 0) + (state[mixed] ?? 0)) & 0xff] ?? 0);
    }),
  );
}
