import { keyedHash } from "./seal.ts";

/** What makes two deliveries the same one. */
export interface DeliveryIdentity {
  readonly account: string;
  readonly deviceEmail: string;
  /** SHA-256 of the source, not of the document: a converter that has improved does not send everything again. */
  readonly sourceSha256: string;
  /** How many times the reader has asked for another copy on purpose. */
  readonly copy: number;
}

/** The business key of a delivery (DESIGN section 4). `key` is the secret named `delivery`. */
export function deliveryIdOf(key: Uint8Array, identity: DeliveryIdentity): string {
  const { account, deviceEmail, sourceSha256, copy } = identity;
  return keyedHash(key, "delivery", account, deviceEmail.toLowerCase(), sourceSha256, String(copy));
}
