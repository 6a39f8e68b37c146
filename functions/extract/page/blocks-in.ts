import type { Outline, Region } from "./page-outline.ts";

/** For each block, 1 where it lies in a region that is asked for, else 0. In one pass, however they lie in each other. */
export function blocksIn({ regions, blocks }: Outline, isWanted: (region: Region) => boolean): Uint8Array {
  const found = new Uint8Array(blocks.length);
  let done = 0;
  // In document order: what lies in a region that has been filled comes right after it.
  for (const region of regions) {
    if (region.blocksTo <= done || !isWanted(region)) continue;
    found.fill(1, Math.max(done, region.blocksFrom), region.blocksTo);
    done = region.blocksTo;
  }
  return found;
}
