import type { Check } from "./check.ts";
import { comicChecks } from "./check-comic.ts";
import { containerChecks } from "./check-container.ts";
import { navigationChecks } from "./check-navigation.ts";
import { packageChecks } from "./check-package.ts";
import { pageChecks } from "./check-pages.ts";
import { pictureChecks } from "./check-pictures.ts";
import { styleChecks } from "./check-styles.ts";
import { openFinishedEpub } from "./finished-epub.ts";

/** A rule that a finished EPUB breaks, and by what. */
export interface Finding {
  readonly rule: string;
  readonly sentence: string;
  readonly found: string;
}

/** One rule, one check: whoever adds a rule adds it here, and the writer keeps it. */
export const checks: readonly Check[] = [
  ...containerChecks,
  ...packageChecks,
  ...navigationChecks,
  ...pageChecks,
  ...styleChecks,
  ...pictureChecks,
  ...comicChecks,
];

/** What a Kindle would have against an EPUB of ours: nothing, or we have made a mistake. */
export async function findings(path: string): Promise<readonly Finding[]> {
  const epub = await openFinishedEpub(path);
  try {
    const all: Finding[] = [];
    for (const { rule, sentence, find } of checks) {
      for (const found of await find(epub)) all.push({ rule, sentence, found });
    }
    return all;
  } finally {
    await epub.close();
  }
}
