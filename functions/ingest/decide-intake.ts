import { bookDuplicated } from "../../events/book-duplicated.ts";
import { bookIngested } from "../../events/book-ingested.ts";
import type { BookReceived } from "../../events/book-received.ts";
import { bookRejected } from "../../events/book-rejected.ts";
import type { Envelope } from "../../events/define-event.ts";
import type { Intake } from "../../shared/read-models/intakes.ts";
import type { InspectedBook } from "./inspection.ts";

/** Why a file cannot become a book. Permanent. */
export interface Refusal {
  readonly code: string;
  /** One sentence for its reader. */
  readonly message: string;
}

/** What came of looking at a file: what it says about itself, why it is refused, or that it was not looked at again. */
export type Finding = { readonly inspection: InspectedBook } | { readonly refusal: Refusal } | "known";

/**
 * What is announced of a receipt. `intake` says which receipt of the same bytes came first: that one makes the book, so
 * that a receipt which comes again comes to the same end.
 */
export function decideIntake(received: BookReceived, finding: Finding, intake: Intake | undefined, at: Date): Envelope {
  const { bookId, sourceKey, sha256, bytes, fileName, via, deliver, words } = received.data;
  const said = words && { words };
  if (finding !== "known" && "refusal" in finding) {
    const { code, message } = finding.refusal;
    const data = { bookId, sourceKey, sha256, bytes, fileName, via, code, message };
    return bookRejected.from(received, { subject: bookId, at, data });
  }
  if (finding === "known" || intake?.receiptId !== received.id) {
    return bookDuplicated.from(received, { subject: bookId, at, data: { bookId, fileName, via, deliver, ...said } });
  }
  const { format, title, authors, language } = finding.inspection;
  return bookIngested.from(received, {
    subject: bookId,
    at,
    data: {
      bookId,
      sourceKey,
      sha256,
      bytes,
      fileName,
      via,
      format,
      title,
      authors: [...authors],
      language,
      receivedAt: received.occurredAt,
      deliver,
      ...said,
    },
  });
}

/** An intake is given up by what happened after it, never by an older fact that comes late. */
export function withoutIntake(intake: Intake | undefined, happenedAt: string): Intake | undefined {
  return intake !== undefined && intake.takenAt > happenedAt ? intake : undefined;
}
