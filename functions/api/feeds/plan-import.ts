import type { AddressMistake, FeedAddress } from "./feed-address.ts";
import type { Opml, RefusedOutline } from "./parse-opml.ts";

/** A feed of a list that is to be subscribed to, or is so already. */
export interface ListedFeed {
  readonly id: string;
  readonly url: string;
  /** Empty where its list has no name for it. */
  readonly title: string;
  readonly folders: readonly string[];
}

export interface ImportPlan {
  readonly added: readonly ListedFeed[];
  readonly known: readonly ListedFeed[];
  readonly refused: readonly RefusedOutline[];
}

interface ImportBounds {
  readonly check: (written: string) => FeedAddress | AddressMistake;
  readonly isKnown: (id: string) => boolean;
  /** How many more feeds the account may have. */
  readonly roomFor: number;
}

const lineLengthMax = 200;

/**
 * Sorts a list of feeds into those that are new, those that are known, and those that cannot be asked for, each with its
 * reason. An address that is listed twice counts once, with or without TLS. Pure.
 */
export function planImport({ subscriptions, refused }: Opml, { check, isKnown, roomFor }: ImportBounds): ImportPlan {
  const added: ListedFeed[] = [];
  const known: ListedFeed[] = [];
  const notTaken: RefusedOutline[] = [...refused];
  const seen = new Set<string>();
  for (const { url: written, title, folders } of subscriptions) {
    const checked = check(written);
    if (!("id" in checked)) {
      notTaken.push({ title, url: written, reason: `Its address ${checked.message}.` });
      continue;
    }
    if (seen.has(checked.id)) continue;
    seen.add(checked.id);
    const feed = {
      ...checked,
      // A list that has no name for it shows its address.
      title: title === written ? "" : oneLine(title),
      folders: folders.map(oneLine).filter((name) => name !== ""),
    };
    if (isKnown(checked.id)) known.push(feed);
    else if (added.length < roomFor) added.push(feed);
    else notTaken.push({ title, url: written, reason: "There are as many feeds already as one account may have." });
  }
  return { added, known, refused: notTaken };
}

function oneLine(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, lineLengthMax)
    .toWellFormed();
}
