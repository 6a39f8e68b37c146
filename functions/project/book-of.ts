import type { SourceFormat } from "../../events/values.ts";
import { type Book, type BookFacts } from "../../shared/read-models/books.ts";
import { type Stamps, stampOf, unknownTime } from "./stamps.ts";
import { wordsSince } from "./words-after.ts";

const mediaTypes: Readonly<Record<SourceFormat, string | undefined>> = {
  epub: "application/epub+zip",
  html: "text/html",
  markdown: "text/markdown",
  text: "text/plain",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  odt: "application/vnd.oasis.opendocument.text",
  fb2: "application/x-fictionbook+xml",
  rtf: "application/rtf",
  "page-archive": "application/zip",
  comic: "application/vnd.comicbook+zip",
  // Of whatever kind: what was declared has to do.
  picture: undefined,
  pdf: "application/pdf",
};

/** What a reader sees of a book, of all that is known of it. The order in which it became known does not matter. */
export function bookOf(id: string, facts: BookFacts, stamps: Stamps): Book {
  const live = sinceRemoval(facts, stamps["book.removed"] ?? "");
  const { received, ingested, rejected, unpacked, formatted } = live;
  const source = ingested?.data ?? rejected?.data ?? unpacked?.data ?? received?.data;
  const fileName = source?.fileName ?? "";
  const verdict = verdictOf(live);
  const trouble = troubleOf(live.steps);
  const words = live.described?.words ?? {};
  return {
    id,
    // What was in an archive is in the library, and not the archive.
    removed: received === undefined || unpacked !== undefined,
    title: words.title ?? formatted?.data.title ?? ingested?.data.title ?? titleFrom(fileName),
    authors: words.authors ?? formatted?.data.authors ?? ingested?.data.authors ?? [],
    language: words.language ?? formatted?.data.language ?? ingested?.data.language ?? "und",
    fileName,
    mediaType: (ingested && mediaTypes[ingested.data.format]) ?? received?.data.mediaType ?? "application/octet-stream",
    bytes: source?.bytes ?? 0,
    status: verdict.status,
    receivedAt: ingested?.data.receivedAt ?? received?.occurredAt ?? unknownTime,
    via: source?.via ?? "http",
    sourceKey: source?.sourceKey ?? "",
    sha256: source?.sha256 ?? "",
    ...(ingested && { format: ingested.data.format }),
    ...(live.described && { described: words }),
    ...(formatted && { document: documentOf(formatted.data) }),
    ...(formatted?.data.cover && { cover: formatted.data.cover }),
    ...(unpacked && { unpacked: { books: unpacked.data.books, others: unpacked.data.others } }),
    ...(verdict.rejection && { rejection: verdict.rejection }),
    ...(trouble && { trouble }),
    duplicates: live.duplicated.map(({ id: eventId, fileName: name, occurredAt }) => ({
      eventId,
      fileName: name,
      receivedAt: occurredAt,
    })),
    stamps: { ...stamps },
    facts,
  };
}

/**
 * What still counts of a book that was taken out of the library: nothing older than that. Only a receipt brings it
 * back, because the other steps may have been at work on it meanwhile. When `ingest` says since then that the same
 * book is there already, it has not forgotten it, and what was known before goes on to be true.
 */
function sinceRemoval(facts: BookFacts, removedStamp: string): BookFacts {
  if (removedStamp === "") return facts;
  const isSince = (fact: { id: string; occurredAt: string }) => stampOf(fact) > removedStamp;
  const duplicated = facts.duplicated.filter(isSince);
  const kept = <Fact extends { id: string; occurredAt: string }>(fact: Fact | undefined) =>
    fact !== undefined && (duplicated.length > 0 || isSince(fact)) ? fact : undefined;
  return {
    received: facts.received && isSince(facts.received) ? facts.received : undefined,
    ingested: kept(facts.ingested),
    rejected: kept(facts.rejected),
    unpacked: kept(facts.unpacked),
    formatted: kept(facts.formatted),
    refused: kept(facts.refused),
    described: duplicated.length > 0 ? facts.described : wordsSince(facts.described, removedStamp),
    duplicated,
    steps: Object.fromEntries(Object.entries(facts.steps).filter(([, { stamp }]) => stamp > removedStamp)),
  };
}

function verdictOf(facts: BookFacts): Pick<Book, "status" | "rejection"> {
  const { ingested, rejected, unpacked, formatted, refused } = facts;
  // One document comes of one source: once it is made it is there, unless a later try has shown that it cannot be.
  if (formatted && !(refused && stampOf(refused) > stampOf(formatted))) return { status: "ready" };
  // A refused file that came in again is under way until its own verdict comes. Two steps tell the time by two clocks,
  // so whether a verdict is about this receipt is asked of its cause first.
  if (refused && (!ingested || refused.causationId === ingested.id || stampOf(refused) > stampOf(ingested))) {
    return { status: "rejected", rejection: { code: refused.data.code, message: refused.data.message } };
  }
  // The same archive may have been refused before this program learnt to open it.
  if (unpacked && !(rejected && stampOf(rejected) > stampOf(unpacked))) return { status: "ready" };
  if (rejected && (!ingested || stampOf(rejected) > stampOf(ingested))) {
    return { status: "rejected", rejection: { code: rejected.data.code, message: rejected.data.message } };
  }
  return { status: "received" };
}

function documentOf(formatted: NonNullable<BookFacts["formatted"]>["data"]) {
  const { documentKey: key, bytes, sha256, warnings, mediaType, volumes } = formatted;
  return { key, bytes, sha256, warnings, ...(mediaType && { mediaType }), ...(volumes && { volumes }) };
}

function troubleOf(steps: BookFacts["steps"]): Book["trouble"] {
  const newest = Object.entries(steps)
    .filter(([, { failed }]) => failed !== undefined)
    .toSorted(([, a], [, b]) => (a.stamp < b.stamp ? 1 : -1))[0];
  if (newest === undefined) return undefined;
  const [step, { failed }] = newest;
  return failed && { step, ...failed };
}

/** Until a file has been opened, its name is all that it is called by. */
function titleFrom(fileName: string): string {
  return fileName.replace(/\.[a-z0-9]{1,8}$/i, "") || fileName;
}
