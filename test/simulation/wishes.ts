import { bookDuplicated } from "../../events/book-duplicated.ts";
import { type Envelope, eventId, firstCause, hashOf } from "../../events/define-event.ts";
import { deliveryOrdered } from "../../events/delivery-ordered.ts";
import { documentFormatted } from "../../events/document-formatted.ts";
import { deliveryIdOf, volumesOf } from "../../shared/delivery-id.ts";
import { account, key, simulatedVolumes } from "./stores.ts";

// What the outside world asks of a run.

/** When a run begins, in milliseconds since the epoch. */
export const startedAt = Date.parse("2026-03-01T08:00:00.000Z");
const at = new Date(startedAt);

/** The books that there are, and how many volumes each is. */
export const volumesCounts: Readonly<Record<string, number>> = { "book-1": 1, "book-2": 3 };

/** The deliveries of all of a book's volumes, in their order. */
export function idsOf(deviceId: string, bookId: string, copy: number): readonly string[] {
  const identity = { account, deviceEmail: `${deviceId}@kindle.com`, sourceSha256: sha(bookId), copy };
  return volumesOf(volumesCounts[bookId] ?? 1).map((volume) =>
    deliveryIdOf(key, { ...identity, ...(volume && { volume }) }),
  );
}

export function sha(name: string): string {
  return hashOf("sha", name).repeat(2);
}

export function formatted(bookId: string, sourceSha256: string): Envelope {
  return documentFormatted.from(firstCause(account, bookId), {
    subject: bookId,
    at,
    data: {
      documentId: bookId,
      kind: "book",
      sourceSha256,
      documentKey: `epub/${bookId}`,
      sha256: sourceSha256,
      bytes: 1,
      title: bookId,
      authors: [],
      language: "en",
      warnings: [],
      receivedAt: at.toISOString(),
      deliver: true,
      ...((volumesCounts[bookId] ?? 1) > 1 && {
        volumes: simulatedVolumes(bookId, sourceSha256, volumesCounts[bookId] ?? 1),
      }),
    },
  });
}

export function duplicated(bookId: string): Envelope {
  return bookDuplicated.from(firstCause(account, `${bookId} again`), {
    subject: bookId,
    at,
    data: { bookId, fileName: `${bookId}.epub`, via: "inbox", deliver: true },
  });
}

export function ordered(deviceId: string, documentId: string, copy: number): Envelope {
  const deliveries = idsOf(deviceId, documentId, copy).map((deliveryId, index) => ({
    deliveryId,
    deviceId,
    copy,
    volume: index + 1,
  }));
  return deliveryOrdered.from(firstCause(account, eventId(deviceId, documentId, `${copy}`)), {
    subject: documentId,
    at,
    data: { documentId, kind: "book", deliveries },
  });
}
