import type { OpenedBook } from "./source-book.ts";

/** What is known of a source beside its bytes. It fills in what the source itself does not say. */
export interface ReadHints {
  readonly fileName: string;
  readonly title?: string;
  readonly authors?: readonly string[];
  readonly language?: string;
  /** Where each further file of a source that is several lies, by what the source calls it. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A reader, as every format has one. @throws Rejected for what no retry can repair. */
export type OpenBook = (path: string, hints: ReadHints) => Promise<OpenedBook>;

/** The source's own word first, then the hint, then nothing. Languages that say "undetermined" say nothing. */
export function filledIn(
  own: { readonly title: string; readonly authors: readonly string[]; readonly language: string },
  hints: ReadHints,
): { title: string; authors: readonly string[]; language: string } {
  return {
    title: own.title === "" ? (hints.title ?? "") : own.title,
    authors: own.authors.length === 0 ? (hints.authors ?? []) : own.authors,
    language: own.language === "" && hints.language !== "und" ? (hints.language ?? "") : own.language,
  };
}
