import type { BookDuplicated } from "../../events/book-duplicated.ts";
import type { Envelope } from "../../events/define-event.ts";
import type { DeliveryOrdered } from "../../events/delivery-ordered.ts";
import type { DocumentFormatted } from "../../events/document-formatted.ts";
import { Rejected } from "../../events/rejected.ts";
import { deliveryIdOf, volumesOf } from "../../shared/delivery-id.ts";
import { openDeviceEmail } from "../../shared/device-email.ts";
import { type Book, books } from "../../shared/read-models/books.ts";
import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";
import { type Device, devices } from "../../shared/read-models/devices.ts";
import { type Edition, editions } from "../../shared/read-models/editions.ts";
import { announcementOf } from "./announcement-of.ts";
import type { DeliverPorts } from "./deliver-ports.ts";
import { isSettled, type NewDelivery, newDelivery } from "./delivery-state.ts";

type FanOutPorts = Pick<DeliverPorts, "ledger" | "readModels" | "secrets" | "events" | "clock">;
type Document = Pick<NewDelivery, "documentId" | "kind"> & {
  readonly mediaType: NewDelivery["mediaType"] | undefined;
  readonly volumes: readonly Volume[];
};
/** What one mail carries: a whole document mostly. */
type Volume = Pick<NewDelivery, "documentKey" | "title">;
/** `volume` counts from 1. */
type Target = Pick<NewDelivery, "deliveryId" | "deviceId" | "copy" | "rung"> & { readonly volume?: number | undefined };

const devicesPerPage = 100;
const volumeGone = new Rejected(
  "delivery/volume-gone",
  "The document has been made anew and has fewer volumes now. Ask for the delivery again.",
);

/** A new document goes to every automatic device, or to those that it is for. */
export async function fanOutDocument(formatted: DocumentFormatted, ports: FanOutPorts): Promise<void> {
  const { documentId, kind, documentKey, mediaType, title, sourceSha256, deliver, devices: named } = formatted.data;
  if (!deliver) return;
  const { account } = formatted;
  const volumes = formatted.data.volumes ?? [{ documentKey, title }];
  const found =
    named === undefined ? await automaticDevices(account, ports) : await namedDevices(account, named, ports);
  const targets = await targetsOn(found, { account, sourceSha256, count: volumes.length }, ports);
  await openDeliveries(formatted, { documentId, kind, mediaType, volumes }, targets, ports);
}

/** The same bytes again: the automatic devices that lack the document get it. */
export async function fanOutDuplicate(duplicated: BookDuplicated, ports: FanOutPorts): Promise<void> {
  const { bookId, deliver } = duplicated.data;
  if (!deliver) return;
  const book = await ports.readModels.get(books, duplicated.account, bookId);
  if (hasNone(book)) return;
  // Left to the document's own fan-out this could be lost: the first upload may have been kept off the devices.
  const document = documentOf(bookId, book);
  const { account } = duplicated;
  const what = { account, sourceSha256: document.sourceSha256, count: document.volumes.length };
  const targets = await targetsOn(await automaticDevices(account, ports), what, ports);
  await openDeliveries(duplicated, document, targets, ports);
}

/** The reader has named the devices; `api` has named the deliveries. */
export async function fanOutOrder(ordered: DeliveryOrdered, ports: FanOutPorts): Promise<void> {
  const { documentId, kind, deliveries } = ordered.data;
  if (kind === "edition") {
    const edition = await ports.readModels.get(editions, ordered.account, documentId);
    return await openDeliveries(ordered, editionDocument(documentId, edition), deliveries, ports);
  }
  const book = await ports.readModels.get(books, ordered.account, documentId);
  if (hasNone(book)) {
    throw new Rejected(
      "delivery/no-document",
      "There is no document to deliver: the file could not become a book, or has been taken out of the library.",
    );
  }
  await openDeliveries(ordered, documentOf(documentId, book), deliveries, ports);
}

/** Whether a book has no document and is to get none. One that has at most been heard of may still come in. */
function hasNone(book: Book | undefined): boolean {
  if (book === undefined) return false;
  if (book.unpacked !== undefined) return true;
  return book.removed ? book.stamps["book.removed"] !== undefined : book.status === "rejected";
}

/** @throws Error while there is none yet: the event comes again, when there may be */
function documentOf(bookId: string, book: Book | undefined): Document & { sourceSha256: string } {
  if (book?.document === undefined || book.removed) throw new Error(`Book ${bookId} has no document yet`);
  const { title, sha256, document } = book;
  const volumes = document.volumes ?? [{ documentKey: document.key, title }];
  return { documentId: bookId, kind: "book", mediaType: document.mediaType, volumes, sourceSha256: sha256 };
}

/** @throws Error while there is none yet; Rejected where there will be none */
function editionDocument(editionId: string, edition: Edition | undefined): Document {
  const document = edition?.document;
  if (document === undefined) {
    if (edition !== undefined && edition.status !== "compiled" && edition.status !== "failed") {
      throw new Rejected("delivery/no-document", "There is no document to deliver: this edition has none.");
    }
    throw new Error(`Edition ${editionId} has no document yet`);
  }
  const volumes = document.volumes ?? [{ documentKey: document.key, title: document.title }];
  return { documentId: editionId, kind: "edition", mediaType: undefined, volumes };
}

async function automaticDevices(account: string, { readModels }: FanOutPorts): Promise<readonly Device[]> {
  const found: Device[] = [];
  let after: string | undefined;
  do {
    const page = await readModels.query(devices, account, "automatic", {
      where: { removed: false, automatic: true },
      limit: devicesPerPage,
      ...(after === undefined ? {} : { after }),
    });
    found.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return found;
}

/** Those of them that are there. One that has been removed since it was named gets nothing, as its reader wishes. */
async function namedDevices(
  account: string,
  ids: readonly string[],
  { readModels }: FanOutPorts,
): Promise<readonly Device[]> {
  const found = await Promise.all(ids.map((id) => readModels.get(devices, account, id)));
  return found.filter((device): device is Device => device !== undefined && !device.removed);
}

async function targetsOn(
  found: readonly Device[],
  { account, sourceSha256, count }: { account: string; sourceSha256: string; count: number },
  { secrets }: FanOutPorts,
): Promise<readonly Target[]> {
  const key = await secrets.key("delivery");
  const targets = await Promise.all(
    found.map(async (device) => {
      const deviceEmail = await openDeviceEmail(account, device, secrets);
      const identity = { account, deviceEmail, sourceSha256, copy: 0 };
      return volumesOf(count).map((volume) => ({
        deliveryId: deliveryIdOf(key, { ...identity, ...(volume && { volume }) }),
        deviceId: device.id,
        copy: 0,
        volume: volume?.number,
      }));
    }),
  );
  return targets.flat();
}

/** Targets that go one after the other: the volumes for one device, in their order. */
function queuesOf(targets: readonly Target[]): readonly (readonly Target[])[] {
  const queues = Map.groupBy(targets, ({ deviceId, copy }) => `${copy} ${deviceId}`);
  return [...queues.values()].map((queue) => queue.toSorted((one, other) => (one.volume ?? 1) - (other.volume ?? 1)));
}

/**
 * Opens a delivery for each target and requests those that this cause has opened. A delivery that was there before is
 * somebody else's: it has been requested, sent, or given up already.
 */
export async function openDeliveries(
  cause: Envelope,
  { documentId, kind, mediaType, volumes }: Document,
  targets: readonly Target[],
  { ledger, events, clock }: FanOutPorts,
): Promise<void> {
  const { account, id, correlationId } = cause;
  const now = clock.now();
  const openOne = async (target: Target, previous: DeliveryEntry | undefined, following: Target | undefined) => {
    const { deliveryId, deviceId, copy, rung, volume = 1 } = target;
    const content = volumes[volume - 1];
    // Ordered when it was more volumes than it is now.
    if (content === undefined) throw volumeGone;
    const { documentKey, title } = content;
    const about = {
      deliveryId,
      account,
      deviceId,
      documentId,
      kind,
      documentKey,
      title,
      copy,
      cause: { id, correlationId },
      ...(mediaType !== undefined && { mediaType }),
      ...(rung !== undefined && { rung }),
      ...(previous !== undefined && { previousId: previous.deliveryId }),
      ...(following !== undefined && { nextId: following.deliveryId }),
    };
    return await ledger.open(newDelivery(about, now, { waits: previous !== undefined && !isSettled(previous) }));
  };
  const opened = await Promise.all(
    queuesOf(targets).map(async (queue) => {
      const inOrder: DeliveryEntry[] = [];
      // The one before is there before the one that waits for it.
      for (const [index, target] of queue.entries())
        inOrder.push(await openOne(target, inOrder.at(-1), queue[index + 1]));
      return inOrder;
    }),
  );
  const entries = opened.flat();
  const requests = entries
    .filter((entry) => entry.causeId === id && entry.version === 1)
    .map(announcementOf)
    .filter((announcement) => announcement !== undefined);
  if (requests.length > 0) await events.publish(...requests);
}
