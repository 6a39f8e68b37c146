import { documentRebuildRefused } from "../../events/document-rebuild-refused.ts";
import type { DocumentRebuildRequested } from "../../events/document-rebuild-requested.ts";
import { documentRebuilt } from "../../events/document-rebuilt.ts";
import { type Book, books } from "../../shared/read-models/books.ts";
import { editions } from "../../shared/read-models/editions.ts";
import { convertEdition } from "./edition/print-edition.ts";
import { convertBook, type FormatPorts, type Made, refusalOf } from "./format-document.ts";

/**
 * Makes a more conservative version of a document, from the book's source or the edition's layout, for the one delivery
 * that Amazon has refused. The document that its reader sees stays what it is. What comes out as the refused one did is
 * not worth a mail.
 * @throws Error while the read models are behind: the event comes again
 */
export async function rebuildDocument(requested: DocumentRebuildRequested, ports: FormatPorts): Promise<void> {
  const { documentId, kind, rung, deliveryId, deviceId, documentKey } = requested.data;
  const about = { documentId, kind, rung, deliveryId, deviceId };
  const source = await (kind === "book" ? bookSource(requested, ports) : editionSource(requested, ports));
  const refuse = (code: string, message: string) =>
    ports.events.publish(
      documentRebuildRefused.from(requested, {
        subject: deliveryId,
        at: ports.clock.now(),
        data: { ...about, code, message },
      }),
    );
  if (source === undefined) {
    return await refuse("document/no-source", "There is nothing here that it could be rebuilt from.");
  }
  let made: Made | undefined;
  try {
    made = await source.convert();
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    return await refuse(refusal.code, refusal.message);
  }
  // Taken out of the library meanwhile: nobody waits for it any more.
  if (made === undefined) return;
  const { output, volumes } = made;
  if (volumes.some((volume) => volume.documentKey === documentKey)) {
    return await refuse("document/same-again", "It came out as it was, and the same file is refused again.");
  }
  await ports.events.publish(
    documentRebuilt.from(requested, {
      subject: deliveryId,
      at: ports.clock.now(),
      data: { ...about, sourceSha256: source.sha256, volumes: [...volumes], warnings: [...output.warnings] },
    }),
  );
}

/** What a document is made of. */
interface Source {
  /** By which its deliveries know it. */
  readonly sha256: string;
  /** Makes the document anew, by the rung that was asked for. Answers `undefined` where nobody wants it any more. */
  convert(): Promise<Made | undefined>;
}

/** Answers `undefined` where there is none, and will be none. */
async function bookSource(requested: DocumentRebuildRequested, ports: FormatPorts): Promise<Source | undefined> {
  const { account, occurredAt, data } = requested;
  const book = await ports.readModels.get(books, account, data.documentId);
  if (book !== undefined && isGone(book)) return undefined;
  const ingested = book?.removed === false ? book.facts.ingested?.data : undefined;
  // A document has been made and mailed of it, so it has come in and been read, whatever the library has heard of that.
  if (ingested === undefined) throw new Error(`Book ${data.documentId} is not there yet`);
  const { format, sha256 } = ingested;
  if (format === "pdf") return undefined;
  const words = book?.described;
  const convert = () => convertBook({ account, occurredAt, data: ingested }, format, ports, words, data.rung);
  return { sha256, convert };
}

/** Whether a book is in the library no more. One that has at most been heard of may still come in. */
function isGone({ removed, unpacked, stamps }: Book): boolean {
  return removed && (unpacked !== undefined || stamps["book.removed"] !== undefined);
}

/** Answers `undefined` where there is none, and will be none. */
async function editionSource(requested: DocumentRebuildRequested, ports: FormatPorts): Promise<Source | undefined> {
  const { account, data } = requested;
  const facts = (await ports.readModels.get(editions, account, data.documentId))?.facts;
  const printed = facts?.compiled ?? facts?.failed;
  if (printed === undefined) {
    if (facts?.skipped !== undefined) return undefined;
    throw new Error(`Edition ${data.documentId} is not there yet`);
  }
  const convert = () => convertEdition({ account, data: printed.data }, ports, data.rung);
  return { sha256: printed.data.layoutSha256, convert };
}
