import { bookDescribed } from "../../events/book-described.ts";
import { bookDuplicated } from "../../events/book-duplicated.ts";
import { bookIngested } from "../../events/book-ingested.ts";
import { documentRebuildRequested } from "../../events/document-rebuild-requested.ts";
import { editionCompiled } from "../../events/edition-compiled.ts";
import { editionFailed } from "../../events/edition-failed.ts";
import { type Handler, when } from "../../shared/triggers/handle-event.ts";
import { describeDocument } from "./describe-document.ts";
import { printEdition } from "./edition/print-edition.ts";
import { type FormatPorts, formatDocument } from "./format-document.ts";
import { rebuildDocument } from "./rebuild-document.ts";

/** What wakes `format`. */
export function formatHandlers(ports: FormatPorts): readonly Handler[] {
  return [
    when(bookIngested, (event) => formatDocument(event, ports)),
    when(editionCompiled, (event) => printEdition(event, ports)),
    when(editionFailed, (event) => printEdition(event, ports)),
    when(bookDescribed, (event) => describeDocument(event, ports)),
    when(bookDuplicated, (event) => describeDocument(event, ports)),
    when(documentRebuildRequested, (event) => rebuildDocument(event, ports)),
  ];
}
