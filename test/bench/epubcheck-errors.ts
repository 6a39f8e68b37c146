import { openEpubcheck } from "../epubcheck.ts";

const epubcheck = openEpubcheck();

/** How many errors and warnings EPUBCheck has against an EPUB, in a few words for a table. */
export async function epubcheckErrors(path: string): Promise<string> {
  if (epubcheck === undefined) return "not checked";
  const messages = await epubcheck.check(path);
  const count = (...severities: readonly string[]) =>
    messages.filter(({ severity }) => severities.includes(severity)).length;
  const errors = count("ERROR", "FATAL");
  const warnings = count("WARNING");
  return warnings === 0 ? `${errors}` : `${errors} (and ${warnings} warnings)`;
}

export function closeEpubcheck(): void {
  epubcheck?.close();
}
