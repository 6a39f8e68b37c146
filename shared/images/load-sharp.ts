import { createRequire } from "node:module";
import type SharpModule from "sharp";

let loaded: typeof SharpModule | undefined;

/**
 * sharp costs 40 ms and 20 MB: loaded at the first picture that needs it. One picture at a time in one thread, and
 * nothing is cached: memory is bounded by the largest picture, whatever their number.
 */
export function loadSharp(): typeof SharpModule {
  if (loaded === undefined) {
    loaded = createRequire(import.meta.url)("sharp") as typeof SharpModule;
    loaded.concurrency(1);
    loaded.cache(false);
  }
  return loaded;
}
