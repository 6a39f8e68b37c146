import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serializeOuter } from "parse5";
import type { OpenBook } from "../../../../functions/format/read-hints.ts";
import type { SourceBook, SourceChapter } from "../../../../functions/format/source-book.ts";

export interface WholeBook extends Omit<SourceBook, "chapters"> {
  readonly chapters: readonly (SourceChapter & { readonly html: string; readonly text: string })[];
  /** All chapters, one after the other. */
  readonly html: string;
}

/** Reads a book to its end, from content that a test writes down. */
export async function readContent(
  open: OpenBook,
  content: string | Uint8Array,
  hints: Partial<Parameters<OpenBook>[1]> = {},
): Promise<WholeBook> {
  const folder = await mkdtemp(join(tmpdir(), "readers-"));
  try {
    const path = join(folder, "source");
    await writeFile(path, content);
    return await readWhole(open, path, hints);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Reads a book to its end, and closes it whatever happens. */
export async function readWhole(
  open: OpenBook,
  path: string,
  hints: Partial<Parameters<OpenBook>[1]> = {},
): Promise<WholeBook> {
  const opened = await open(path, { fileName: "source", ...hints });
  try {
    const chapters: (SourceChapter & { html: string; text: string })[] = [];
    for await (const chapter of opened.book.chapters()) {
      const html = chapter.body.map((node) => serializeOuter(node)).join("");
      chapters.push({ ...chapter, html, text: textOf(html) });
    }
    return { ...opened.book, chapters, html: chapters.map((chapter) => chapter.html).join("") };
  } finally {
    await opened.close();
  }
}

/** What is left of serialised HTML without its tags: by plain text replacement, to be independent of any parser. */
export function textOf(html: string): string {
  return html
    .replace(/<(script|style|template)\b[\s\S]*?<\/\1>/giu, " ")
    .replace(/<[^>]*>/gu, " ")
    .replaceAll("&nbsp;", " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replace(/\s+/gu, " ")
    .trim();
}
