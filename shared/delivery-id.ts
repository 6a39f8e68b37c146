import type { Rung } from "../events/values.ts";
import { keyedHash } from "./seal.ts";

/** What makes two deliveries the same one. */
export interface DeliveryIdentity {
  readonly account: string;
  readonly deviceEmail: string;
  /** SHA-256 of the source, not of the document: a converter that has improved does not send everything again. */
  readonly sourceSha256: string;
  /** How many times the reader has asked for another copy on purpose. */
  readonly copy: number;
  /** Of a document that one mail could not hold. Absent where it is one: then nothing of it is in the id. */
  readonly volume?: { readonly number: number; readonly count: number };
  /** Of a document that was rebuilt since Amazon refused the one before: each rung goes to a device once. */
  readonly rung?: Rung;
}

/** The business key of a delivery (DESIGN section 4). `key` is the secret named `delivery`. */
export function deliveryIdOf(key: Uint8Array, identity: DeliveryIdentity): string {
  const { account, deviceEmail, sourceSha256, copy, volume, rung } = identity;
  const which = [
    ...(volume === undefined ? [] : [`volume ${volume.number} of ${volume.count}`]),
    ...(rung === undefined ? [] : [`rung ${rung}`]),
  ];
  return keyedHash(key, "delivery", account, deviceEmail.toLowerCase(), sourceSha256, String(copy), ...which);
}

/** The volumes of a document as its deliveries' ids know them, in order: of one that is one, a single `undefined`. */
export function volumesOf(count: number): readonly (DeliveryIdentity["volume"] | undefined)[] {
  if (count <= 1) return [undefined];
  return Array.from({ length: count }, (_, index) => ({ number: index + 1, count }));
}
