import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";
import type { Device } from "../../shared/read-models/devices.ts";

/** Why a delivery is not sent although nobody has been asked: permanent, and shown. */
export interface DeliveryRefusal {
  readonly code: string;
  readonly reason: string;
}

/** How long the read models may be behind before a device that they do not have is one that there is not. */
const deviceAwaitedForMs = 3_600_000;

/** Whether a device that nobody knows of has been waited for long enough. */
export function unknownDevice(entry: Pick<DeliveryEntry, "openedAt">, now: Date): DeliveryRefusal | undefined {
  if (now.getTime() - Date.parse(entry.openedAt) <= deviceAwaitedForMs) return undefined;
  return {
    code: "delivery/device-unknown",
    reason: "There is no such device: add it, and ask for the delivery again.",
  };
}

/** What is known of a delivery before it is claimed. */
export interface Prospects {
  readonly device: Device;
  readonly email: string;
  readonly deviceDomains: readonly string[];
  /** Of the document, or `undefined` where there is none any more. */
  readonly documentBytes: number | undefined;
}

/** Whether it may go at all: the device is still the reader's, its address a Kindle's, and there is something to send. */
export function refusalOf({ device, email, deviceDomains, documentBytes }: Prospects): DeliveryRefusal | undefined {
  if (device.removed) {
    return {
      code: "delivery/device-removed",
      reason: "The device has been removed, so nothing is sent there any more.",
    };
  }
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  if (!deviceDomains.includes(domain)) {
    return {
      code: "delivery/device-domain",
      reason: `The device's address does not end in one of the allowed domains (${deviceDomains.join(", ")}).`,
    };
  }
  if (documentBytes === undefined) {
    return {
      code: "delivery/document-gone",
      reason: "The document is no longer in the library. Upload the book again to have it delivered.",
    };
  }
  return undefined;
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
