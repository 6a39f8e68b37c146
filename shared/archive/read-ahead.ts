import type { ReadAt } from "./find-central-directory.ts";

const nearBytes = 4 * 1024;
const windowBytes = 64 * 1024;

/**
 * Small files of an archive lie close together: where the last one read ended near, the next few are read with this one.
 * What it answers is part of a larger buffer, so it must not be kept; at most `windowBytes` stay in memory.
 */
export function readAhead(readAt: ReadAt): ReadAt {
  let window: Buffer = Buffer.alloc(0);
  let windowAt = 0;
  let last = 0;
  return async (position, length) => {
    const distance = position - last;
    const isNear = distance >= 0 && distance < nearBytes;
    last = position + length;
    if (position < windowAt || position + length > windowAt + window.length) {
      window = await readAt(position, isNear ? Math.max(length, windowBytes) : length);
      windowAt = position;
    }
    return window.subarray(position - windowAt, position - windowAt + length);
  };
}
