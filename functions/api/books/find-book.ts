import { type Book, books } from "../../../shared/read-models/books.ts";
import { Problem } from "../problem.ts";
import type { Api } from "../publish-command.ts";

/** @throws Problem 404: another account's book is no different from one that never was */
export async function findBook({ ports, settings }: Api, id: string): Promise<Book> {
  const book = await ports.readModels.get(books, settings.account, id);
  // An archive is not in the library, but what became of it can be asked.
  if (book === undefined || (book.removed && book.unpacked === undefined))
    throw new Problem(404, "book/not-found", "There is no such book in your library.");
  return book;
}
