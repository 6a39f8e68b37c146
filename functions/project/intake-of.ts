import type { Book } from "../../shared/read-models/books.ts";
import type { Intake } from "../../shared/read-models/intakes.ts";

/**
 * What `ingest` remembers of a book: the receipt that made it, until the book is removed or refused. It keeps that
 * itself; for a rebuild it follows from the same events.
 */
export function intakeOf({ facts, stamps }: Book): Intake | undefined {
  const { ingested } = facts;
  if (ingested === undefined) return undefined;
  // The same comparison as `ingest` makes: by time alone.
  const endedAt = ["book.removed", "document.refused"].map((name) => (stamps[name] ?? "").split(" ")[0] ?? "");
  if (endedAt.some((time) => time >= ingested.occurredAt)) return undefined;
  return { receiptId: ingested.causationId, takenAt: ingested.occurredAt };
}
