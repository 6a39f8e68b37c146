import { bookRemoved } from "../../events/book-removed.ts";
import type { Journal } from "../../shared/ports/journal.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import { books } from "../../shared/read-models/books.ts";

export interface UntilRemovedPorts {
  readonly readModels: ReadModels;
  /** Absent where watching it costs more than the work that it would save, as on Google Cloud. */
  readonly journal?: Pick<Journal, "watch">;
  /** Aborts when this program has no time left for work that can be done again. */
  readonly stopping?: AbortSignal;
}

interface Wanted {
  readonly account: string;
  readonly bookId: string;
  /** When it was wanted, in ISO 8601: a removal counts from then on. */
  readonly since: string;
}

/**
 * Works on a book for as long as it is in the library: its removal ends the work. Answers `undefined` where the book is
 * gone; throws what the work throws, and the reason of `stopping`.
 */
export async function untilRemoved<T>(
  { account, bookId, since }: Wanted,
  { readModels, journal, stopping }: UntilRemovedPorts,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const removed = new AbortController();
  // Watched before it is looked up, so that no removal falls between the two.
  const unwatch = await journal?.watch(account, ({ name, subject, occurredAt }) => {
    if (name === bookRemoved.name && subject === bookId && occurredAt > since) {
      removed.abort(new Error(`Book ${bookId} has been removed`));
    }
  });
  try {
    const book = await readModels.get(books, account, bookId);
    // A stamp begins with its time. A book that came again after its removal is wanted since then.
    if ((book?.stamps[bookRemoved.name] ?? "") > since) return undefined;
    return await work(AbortSignal.any([removed.signal, ...(stopping === undefined ? [] : [stopping])]));
  } catch (error) {
    if (removed.signal.aborted) return undefined;
    throw error;
  } finally {
    unwatch?.();
  }
}
