import type { Blobs } from "../../shared/ports/blobs.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import { books } from "../../shared/read-models/books.ts";
import { editions } from "../../shared/read-models/editions.ts";
import { contentOfBook, contentOfEdition, contentToLetGo } from "./kept-content.ts";

export interface LetGoPorts {
  readonly readModels: ReadModels;
  readonly blobs: Blobs;
  readonly clock: Clock;
}

/**
 * Removes the content of books that were taken out of the library long enough ago, unless something that is there has the same
 * content. The journal keeps its facts, for ever. Answers how many contents were removed.
 */
export async function letGoOfContent(account: string, { readModels, blobs, clock }: LetGoPorts): Promise<number> {
  const now = clock.now();
  const candidates = new Map<string, string>();
  for await (const [, id, book] of readModels.all(books, account)) {
    for (const key of contentToLetGo(book, now)) candidates.set(key, id);
  }
  if (candidates.size === 0) return 0;
  // Looked through only after that: what has come back meanwhile is seen here.
  for await (const [, , book] of readModels.all(books, account)) {
    for (const key of contentOfBook(book)) candidates.delete(key);
  }
  for await (const [, , edition] of readModels.all(editions, account)) {
    for (const key of contentOfEdition(edition)) candidates.delete(key);
  }
  let removed = 0;
  for (const [key, bookId] of candidates) {
    if ((await blobs.size(key)) === undefined) continue;
    const book = await readModels.get(books, account, bookId);
    if (book === undefined || !contentToLetGo(book, now).includes(key)) continue;
    await blobs.remove(key);
    removed += 1;
  }
  return removed;
}
