import type { Check, WayToKindle } from "./check.ts";
import { comicChecks } from "./check-comic.ts";
import { containerChecks } from "./check-container.ts";
import { linkChecks } from "./check-links.ts";
import { navigationChecks } from "./check-navigation.ts";
import { packageChecks } from "./check-package.ts";
import { pageChecks } from "./check-pages.ts";
import { pictureChecks } from "./check-pictures.ts";
import { sizeChecks } from "./check-size.ts";
import { styleChecks } from "./check-styles.ts";
import { type FinishedEpub, openFinishedEpub, UnreadablePackage } from "./finished-epub.ts";

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
  ...linkChecks,
  ...styleChecks,
  ...pictureChecks,
  ...comicChecks,
  ...sizeChecks,
];

/** The rest of what breaks one rule says nothing new. */
const findingsPerRuleMax = 20;

/**
 * What a Kindle would have against an EPUB of ours: nothing, or we have made a mistake. One page is in memory at a time,
 * and one picture.
 */
export async function findings(path: string, way: WayToKindle = {}): Promise<readonly Finding[]> {
  const found = new Map<Check, string[]>();
  const note = (check: Check, what: Iterable<string>, where = "") => {
    const before = found.get(check) ?? [];
    for (const one of what) if (before.length < findingsPerRuleMax) before.push(`${where}${one}`);
    found.set(check, before);
  };
  let epub: FinishedEpub;
  try {
    epub = await openFinishedEpub(path, (page) => {
      for (const check of checks) if (check.onPage) note(check, check.onPage(page), `${page.item.href}: `);
    });
  } catch (error) {
    if (!(error instanceof UnreadablePackage)) throw error;
    // Without it there is nothing that the other checks could look at.
    return checks.filter(({ rule }) => rule === "K9").map((check) => findingOf(check, error.message));
  }
  for (const check of checks) if (check.find) note(check, check.find(epub, way));
  return checks.flatMap((check) => (found.get(check) ?? []).map((what) => findingOf(check, what)));
}

function findingOf({ rule, sentence }: Check, found: string): Finding {
  return { rule, sentence, found };
}
