import { createPublicKey, type KeyObject, verify } from "node:crypto";

/** A post that claims to come from SendGrid, as it came. */
export interface SignedPost {
  readonly body: Uint8Array;
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
}

/** How old a post may be, and how far ahead its clock may be of ours. */
export const postAgeMsMax = 3_600_000;
export const postAheadMsMax = 5 * 60_000;
/** DER of two numbers of 32 bytes has at most 72. */
const signatureBytesMax = 72;

/** A public key as SendGrid shows it: base64 of the DER of an SPKI, on the curve P-256. `undefined` for anything else. */
export function readEventKey(text: string): KeyObject | undefined {
  const der = strictBase64(text);
  if (der === undefined) return undefined;
  try {
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    return key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? key : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether SendGrid has signed a post: ECDSA over the timestamp and the raw body, which are joined without anything in
 * between. So the border between them has to be certain by itself: ten digits, and then a JSON array.
 */
export function judgePost(
  { body, signature, timestamp }: SignedPost,
  keys: readonly KeyObject[],
  now: Date,
): "genuine" | "unsigned" | "forged" | "stale" {
  if (signature === undefined || timestamp === undefined) return "unsigned";
  if (!/^\d{10}$/.test(timestamp) || !beginsArray(body)) return "forged";
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  if (!keys.some((key) => isSignedBy(key, signed, signature))) return "forged";
  const ageMs = now.getTime() - Number(timestamp) * 1000;
  return ageMs <= postAgeMsMax && ageMs >= -postAheadMsMax ? "genuine" : "stale";
}

/** Whether a signature, base64 of strict DER, is this key's over these bytes. Never throws, whatever the signature is. */
export function isSignedBy(key: KeyObject, signed: Uint8Array, signature: string): boolean {
  const der = strictBase64(signature);
  if (der === undefined || der.length > signatureBytesMax) return false;
  try {
    return verify("sha256", signed, { key, dsaEncoding: "der" }, der);
  } catch {
    return false;
  }
}

/** `Buffer` skips what is no base64: two texts must not be one signature. */
function strictBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.length > 0 && bytes.toString("base64") === text ? bytes : undefined;
}

function beginsArray(body: Uint8Array): boolean {
  const first = body.find((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  return first === 0x5b;
}
