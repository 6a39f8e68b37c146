import type { ParsedItem } from "./parsed-feed.ts";

/**
 * One item for each identity: the one that was changed last, else the first, which is the newest in most feeds. In the order
 * of the feed.
 */
export function distinctItems(items: readonly ParsedItem[]): readonly ParsedItem[] {
  const chosen = new Map<string, ParsedItem>();
  for (const item of items) {
    const known = chosen.get(item.identity);
    if (known === undefined || changedAt(item) > changedAt(known)) chosen.set(item.identity, item);
  }
  return [...chosen.values()];
}

function changedAt({ published, updated }: ParsedItem): number {
  return (updated ?? published)?.getTime() ?? 0;
}
