import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";
import type { Device } from "../../shared/read-models/devices.ts";

/** Why a delivery is not sent although nobody has been asked: permanent, and shown. */
export interface DeliveryRefusal {
  readonly code: string;
  readonly reason: string;
}

/** How long the read models may be behind before a device that they do not have is one that there is not. */
const deviceAwaitedForMs = 3_600_000;

/**
 * Whether a device is one that nobody knows of: the read models are behind, or being rebuilt, and it has at most been
 * heard of. One that was really removed has the removal's stamp.
 */
export function isUnknown(device: Device | undefined): device is undefined {
  return device === undefined || (device.removed && device.stamps["device.removed"] === undefined);
}

/** Whether a device that nobody knows of has been waited for long enough. */
export function unknownDevice(entry: Pick<DeliveryEntry, "openedAt">, now: Date): DeliveryRefusal | undefined {
  if (now.getTime() - Date.parse(entry.openedAt) <= deviceAwaitedForMs) return undefined;
  return {
    code: "delivery/device-unknown",
    reason: "There is no such device: add it, and ask for the delivery again.",
  };
}

export const deviceRemoved: DeliveryRefusal = {
  code: "delivery/device-removed",
  reason: "The device has been removed, so nothing is sent there any more.",
};
export const documentGone: DeliveryRefusal = {
  code: "delivery/document-gone",
  reason: "The document is no longer in the library. Upload the book again to have it delivered.",
};

/** Whether an address is none that mail may go to. */
export function foreignDomain(email: string, deviceDomains: readonly string[]): DeliveryRefusal | undefined {
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  if (deviceDomains.includes(domain)) return undefined;
  return {
    code: "delivery/device-domain",
    reason: `The device's address does not end in one of the allowed domains (${deviceDomains.join(", ")}).`,
  };
}

/** Whether the whole message fits what the carrier takes. Sizes are in bytes, after base64. */
export function tooLarge(
  entry: Pick<DeliveryEntry, "documentId" | "kind">,
  messageBytes: number,
  messageBytesMax: number,
): DeliveryRefusal | undefined {
  if (messageBytes <= messageBytesMax) return undefined;
  const path = `/api/${entry.kind === "book" ? "books" : "editions"}/${entry.documentId}/epub`;
  return {
    code: "delivery/too-large",
    reason:
      `As a mail the document has ${megabytes(messageBytes, "up")}, and at most ${megabytes(messageBytesMax, "down")} ` +
      `can be mailed. Download it at ${path} and copy it to the Kindle by cable.`,
  };
}

/** Rounded so that the two sizes in one sentence never look alike. */
function megabytes(bytes: number, direction: "up" | "down"): string {
  const hundredths = bytes / 10_000;
  const rounded = direction === "up" ? Math.ceil(hundredths) : Math.floor(hundredths);
  return bytes < 1_000_000 ? `${bytes} bytes` : `${(rounded / 100).toFixed(2)} MB`;
}
