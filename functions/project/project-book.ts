import type { BookDescribed, BookWords } from "../../events/book-described.ts";
import type { BookDuplicated } from "../../events/book-duplicated.ts";
import type { BookIngested } from "../../events/book-ingested.ts";
import type { BookReceived } from "../../events/book-received.ts";
import type { BookRejected } from "../../events/book-rejected.ts";
import type { BookRemoved } from "../../events/book-removed.ts";
import type { BookUnpacked } from "../../events/book-unpacked.ts";
import type { AnyEvent } from "../../events/catalogue.ts";
import type { DeadLetterReplayed } from "../../events/dead-letter-replayed.ts";
import type { Envelope } from "../../events/define-event.ts";
import type { DocumentFormatted } from "../../events/document-formatted.ts";
import type { DocumentRefused } from "../../events/document-refused.ts";
import type { StepFailed } from "../../events/step-failed.ts";
import { type Book, type BookFacts, books, duplicatesMax } from "../../shared/read-models/books.ts";
import { bookOf } from "./book-of.ts";
import type { Projection } from "./projection.ts";
import { isNews, stamped, stampOf } from "./stamps.ts";
import { wordsAfter } from "./words-after.ts";

type BookEvent =
  | BookReceived
  | BookIngested
  | BookDuplicated
  | BookRejected
  | BookUnpacked
  | BookDescribed
  | BookRemoved
  | DocumentFormatted
  | DocumentRefused
  | StepFailed
  | DeadLetterReplayed;

export const bookProjection: Projection<Book> = {
  model: books,
  changeOf: (event: AnyEvent) => {
    switch (event.name) {
      case "book.received":
      case "book.ingested":
      case "book.duplicated":
      case "book.rejected":
      case "book.unpacked":
      case "book.described":
      case "book.removed":
        return changeOf(event.data.bookId, event);
      case "document.formatted":
      case "document.refused":
        return event.data.kind === "book" ? changeOf(event.data.documentId, event) : undefined;
      case "step.failed":
      case "dead-letter.replayed":
        return isAboutBook(event.data.eventName) ? changeOf(event.data.about, event) : undefined;
      default:
        return undefined;
    }
  },
};

function changeOf(id: string, event: BookEvent) {
  return { id, after: (before: Book | undefined) => bookAfter(before, id, event) };
}

/** Keeps what the event tells, then shows the book anew from all that is known of it. */
export function bookAfter(before: Book | undefined, id: string, event: BookEvent): Book {
  const { facts, stamps } = before ?? nothingKnown;
  const isTold = isNews(stamps, event);
  const known = isTold ? { ...facts, ...factsOf(event) } : facts;
  const described = wordsAfter(facts.described, event, wordsIn(event));
  return bookOf(
    id,
    {
      ...known,
      ...(described && { described }),
      duplicated: duplicatedAfter(facts.duplicated, event),
      steps: stepsAfter(facts.steps, event),
    },
    stamped(stamps, event),
  );
}

const nothingKnown: Pick<Book, "facts" | "stamps"> = { facts: { duplicated: [], steps: {} }, stamps: {} };

function factsOf(event: BookEvent): Partial<BookFacts> {
  switch (event.name) {
    case "book.received":
      return { received: factOf(event) };
    case "book.ingested":
      return { ingested: factOf(event) };
    case "book.rejected":
      return { rejected: factOf(event) };
    case "book.unpacked":
      return { unpacked: factOf(event) };
    case "document.formatted":
      return { formatted: factOf(event) };
    case "document.refused":
      return { refused: factOf(event) };
    case "book.described":
    case "book.duplicated":
    case "book.removed":
    case "step.failed":
    case "dead-letter.replayed":
      return {};
  }
}

/** What its reader says of the book, by whichever way: with the file, or afterwards. */
function wordsIn(event: BookEvent): BookWords | undefined {
  switch (event.name) {
    case "book.described":
    case "book.ingested":
    case "book.duplicated":
      return event.data.words;
    default:
      return undefined;
  }
}

function factOf<Data>({ id, causationId, occurredAt, data }: Envelope<string, Data>) {
  return { id, causationId, occurredAt, data };
}

function duplicatedAfter(before: BookFacts["duplicated"], event: BookEvent): BookFacts["duplicated"] {
  if (event.name !== "book.duplicated" || before.some(({ id }) => id === event.id)) return before;
  const { id, occurredAt, data } = event;
  return [...before, { id, occurredAt, fileName: data.fileName }]
    .sort((a, b) => (stampOf(a) < stampOf(b) ? -1 : 1))
    .slice(-duplicatesMax);
}

/** Of each step the newest of its failures, its replays and what proves that it got on. */
function stepsAfter(before: BookFacts["steps"], event: BookEvent): BookFacts["steps"] {
  const step = stepOf(event);
  const stamp = stampOf(event);
  if (step === undefined || stamp <= (before[step]?.stamp ?? "")) return before;
  if (event.name !== "step.failed") return { ...before, [step]: { stamp } };
  const { reason, deadLetterId } = event.data;
  return { ...before, [step]: { stamp, failed: { reason, deadLetterId } } };
}

function stepOf(event: BookEvent): string | undefined {
  switch (event.name) {
    case "step.failed":
    case "dead-letter.replayed":
      return event.data.step;
    case "book.ingested":
    case "book.duplicated":
    case "book.rejected":
    case "book.unpacked":
      return "ingest";
    case "document.formatted":
    case "document.refused":
      return "format";
    case "book.received":
    case "book.described":
    case "book.removed":
      return undefined;
  }
}

/** Only then does the letter's `about` name a book. */
function isAboutBook(eventName: string): boolean {
  return /^(book|document|delivery)\./.test(eventName);
}
