import { titleFromFileName } from "./file-name.ts";

/** What was found in a file, unchecked. */
export interface Description {
  readonly title?: string | undefined;
  readonly authors?: readonly string[];
  readonly language?: string | undefined;
}

const titleCharactersMax = 500;
const authorCharactersMax = 200;
const authorsMax = 20;

/** Makes what a file says fit to be kept: one line each, of a sensible length, with the file's name for a missing title. */
export function tidied({ title = "", authors = [], language = "" }: Description, fileName: string) {
  const names = authors.map((author) => oneLine(author, authorCharactersMax)).filter((author) => author !== "");
  return {
    title: oneLine(title, titleCharactersMax) || titleFromFileName(fileName),
    authors: [...new Set(names)].slice(0, authorsMax),
    language: languageTag(language),
  };
}

function oneLine(text: string, charactersMax: number): string {
  const line = text.replace(/[\p{Cc}\p{Cs}\p{Z}]+/gu, " ").trim();
  return line.length > charactersMax
    ? `${line
        .slice(0, charactersMax - 1)
        .toWellFormed()
        .trimEnd()}…`
    : line;
}

/** The canonical form of a language tag; `und` for what is none, as "English" or "C". */
function languageTag(language: string): string {
  const tag = language.trim().replaceAll("_", "-");
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/iu.test(tag)) return "und";
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? "und";
  } catch {
    return "und";
  }
}
