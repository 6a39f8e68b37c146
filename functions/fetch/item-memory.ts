import { hash } from "node:crypto";
import { distinctItems } from "./feed/distinct-items.ts";
import type { ParsedItem } from "./feed/parsed-feed.ts";

/** Of a feed with more items only the newest are looked at. */
export const itemsLookedAtMax = 1000;
/** More than a feed can show at once, so that nothing it shows is ever forgotten. */
export const itemsRememberedMax = 3 * itemsLookedAtMax;
/** Of a feed that is read for the first time so many become articles: the rest is older than anybody's interest in it. */
export const itemsAtFirstMax = 30;

/** An item that is new, or says something else than before. */
export interface FoundItem {
  readonly item: ParsedItem;
  /** When it was seen for the first time: what stands for a date that it does not have. */
  readonly firstSeenAt: Date;
}

export interface Remembered {
  readonly found: readonly FoundItem[];
  readonly memory: readonly string[];
}

// Of SHA-256 in base64url: 66 bits tell items of one feed apart, 48 bits two states of one item.
const identityLength = 11;
const contentLength = 8;
const secondMs = 1000;

/**
 * Which items of a feed are news, against what is remembered of it, and what is to be remembered from now on.
 * @param isFirst whether it has not been read as a whole before
 */
export function rememberItems(
  memory: readonly string[],
  items: readonly ParsedItem[],
  { now, isFirst }: { readonly now: Date; readonly isFirst: boolean },
): Remembered {
  const known = new Map(memory.map((entry) => [entry.slice(0, identityLength), entry]));
  const shown = newestItems(distinctItems(items));
  const limit = isFirst ? itemsAtFirstMax : itemsLookedAtMax;
  const found: FoundItem[] = [];
  const entries: string[] = [];
  for (const item of shown) {
    const identity = digestOf(item.identity, identityLength);
    const content = digestOf(item.contentHash, contentLength);
    const before = known.get(identity);
    const firstSeenAt = before === undefined ? now : timeOf(before);
    if (before?.slice(identityLength, identityLength + contentLength) !== content && found.length < limit) {
      found.push({ item, firstSeenAt });
    }
    known.delete(identity);
    entries.push(`${identity}${content}${Math.floor(firstSeenAt.getTime() / secondMs).toString(36)}`);
  }
  return { found, memory: [...known.values(), ...entries.toReversed()].slice(-itemsRememberedMax) };
}

/** Those that are looked at, the newest first; those without a date are as new as can be, and stay in the feed's order. */
export function newestItems(items: readonly ParsedItem[]): readonly ParsedItem[] {
  return items
    .map((item) => ({ item, time: timeOfItem(item) }))
    .toSorted((one, other) => (one.time === other.time ? 0 : other.time > one.time ? 1 : -1))
    .slice(0, itemsLookedAtMax)
    .map(({ item }) => item);
}

function timeOfItem({ published, updated }: ParsedItem): number {
  return (published ?? updated)?.getTime() ?? Number.POSITIVE_INFINITY;
}

function digestOf(text: string, length: number): string {
  return hash("sha256", text, "base64url").slice(0, length);
}

function timeOf(entry: string): Date {
  return new Date(Number.parseInt(entry.slice(identityLength + contentLength), 36) * secondMs);
}
