import { documentRebuildRefused } from "../../events/document-rebuild-refused.ts";
import type { DocumentRebuildRequested } from "../../events/document-rebuild-requested.ts";
import { documentRebuilt } from "../../events/document-rebuilt.ts";
import { books } from "../../shared/read-models/books.ts";
import { convertBook, type FormatPorts, refusalOf } from "./format-document.ts";

/**
 * Makes a more conservative version of a book's document, from the book's source, for the one delivery that Amazon has
 * refused. The document of the library stays what it is. What comes out as the refused one did is not worth a mail.
 * @throws Error while the library is behind: the event comes again
 */
export async function rebuildDocument(requested: DocumentRebuildRequested, ports: FormatPorts): Promise<void> {
  const { account, data } = requested;
  const { documentId, kind, rung, deliveryId, deviceId, documentKey } = data;
  const about = { documentId, kind, rung, deliveryId, deviceId };
  const book = kind === "book" ? await ports.readModels.get(books, account, documentId) : undefined;
  if (kind === "book" && book === undefined) throw new Error(`Book ${documentId} is not there yet`);
  const ingested = book?.removed === false ? book.facts.ingested?.data : undefined;
  const refuse = (code: string, message: string) =>
    ports.events.publish(
      documentRebuildRefused.from(requested, {
        subject: deliveryId,
        at: ports.clock.now(),
        data: { ...about, code, message },
      }),
    );
  if (ingested === undefined || ingested.format === "pdf") {
    return await refuse("document/no-source", "There is nothing here that it could be rebuilt from.");
  }
  let made: Awaited<ReturnType<typeof convertBook>>;
  try {
    const { occurredAt } = requested;
    made = await convertBook({ account, occurredAt, data: ingested }, ingested.format, ports, book?.described, rung);
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
      data: { ...about, sourceSha256: ingested.sha256, volumes: [...volumes], warnings: [...output.warnings] },
    }),
  );
}
