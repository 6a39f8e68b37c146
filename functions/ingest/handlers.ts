import { bookReceived } from "../../events/book-received.ts";
import { bookRemoved } from "../../events/book-removed.ts";
import { documentRefused } from "../../events/document-refused.ts";
import { type Handler, when } from "../../shared/triggers/handle-event.ts";
import { forgetRefused, forgetRemoved, type IngestPorts, ingestBook } from "./ingest-book.ts";

/** What wakes the step, and what it does then. */
export function ingestHandlers(ports: IngestPorts): readonly Handler[] {
  return [
    when(bookReceived, (received) => ingestBook(received, ports)),
    when(bookRemoved, (removed) => forgetRemoved(removed, ports)),
    when(documentRefused, (refused) => forgetRefused(refused, ports)),
  ];
}
