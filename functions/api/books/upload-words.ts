import * as z from "zod";
import type { BookWords } from "../../../events/book-described.ts";
import type { Mistake } from "../problem.ts";
import { Description } from "./describe-book.ts";

const text = (charactersMax: number, description: string) =>
  z.string().max(charactersMax).optional().meta({ description });

/**
 * What can be said of a book while it is sent, as parameters of the address or as fields of the form. An empty one says
 * nothing, as forms send those that were not filled in.
 */
export const UploadWords = z.object({
  title: text(300, "What the book is called, whatever the file says"),
  authors: text(10_000, "Who it is by; several with `;` between them, as a JSON array, or as fields of the same name"),
  language: text(35, "A BCP 47 tag, such as en or pt-BR"),
  series: text(1000, "The series it belongs to: its name, or JSON as in `PATCH /api/books/{id}`"),
  seriesPosition: text(20, "Its place in the series, a number from 0"),
  publisher: text(200, "Who published it"),
  description: text(4000, "What it is about"),
});
export const uploadWordNames: readonly string[] = Object.keys(UploadWords.shape);

/** Characters that a field of a form may have. */
export const uploadWordCharactersMax = 10_000;

/** Field by field what was given for it, in order. */
export type GivenWords = ReadonlyMap<string, readonly string[]>;

/** @returns what was said, `undefined` where that is nothing; and every mistake */
export function wordsOf(given: GivenWords): {
  readonly words: BookWords | undefined;
  readonly mistakes: readonly Mistake[];
} {
  const mistakes: Mistake[] = [];
  const one = (name: string): string | undefined => {
    const values = (given.get(name) ?? []).map((value) => value.trim()).filter((value) => value !== "");
    if (values.length > 1) mistakes.push({ path: name, message: "is given more than once" });
    return values[0];
  };
  const authors = (given.get("authors") ?? []).flatMap(namesIn);
  const series = seriesFrom(one("series"), one("seriesPosition"));
  const said = {
    title: one("title"),
    authors: authors.length > 0 ? authors : undefined,
    language: one("language"),
    series,
    publisher: one("publisher"),
    description: one("description"),
  };
  const words = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  if (Object.keys(words).length === 0) return { words: undefined, mistakes };
  const checked = Description.safeParse(words);
  if (checked.success) return { words: checked.data, mistakes };
  for (const { path, message } of checked.error.issues) mistakes.push({ path: path.map(String).join("."), message });
  return { words: undefined, mistakes };
}

function namesIn(value: string): readonly string[] {
  const listed = jsonIn(value, "[");
  const names = Array.isArray(listed) ? listed.map(String) : value.split(";");
  return names.map((name) => name.trim()).filter((name) => name !== "");
}

/** A place without a series is a mistake that the check of its name tells. */
function seriesFrom(series: string | undefined, position: string | undefined): unknown {
  if (series === undefined && position === undefined) return undefined;
  const written = series === undefined ? undefined : jsonIn(series, "{");
  const named = typeof written === "object" && written !== null ? written : { name: series ?? "" };
  return position === undefined ? named : { ...named, position: Number(position) };
}

function jsonIn(value: string, start: string): unknown {
  if (!value.trim().startsWith(start)) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    // Then it is what it looks like: words that begin with a bracket.
    return undefined;
  }
}
