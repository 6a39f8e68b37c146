import { readFile, stat } from "node:fs/promises";
import type { OpenBook } from "../read-hints.ts";
import { comicBook } from "./comic-book.ts";

/** Reads a single picture: a book of one page, called by its file. */
export const openPicture: OpenBook = async (path) => {
  const { size } = await stat(path);
  const page = { id: "picture", name: "picture", mediaType: "", bytes: size, read: () => readFile(path) };
  return {
    book: comicBook({ metadata: { title: "", authors: [], language: "" }, pages: [page] }),
    close: () => Promise.resolve(),
  };
};
