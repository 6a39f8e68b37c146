import type { Blobs } from "../../shared/ports/blobs.ts";

/** Blobs that are fetched to this machine at once, where they have to be fetched. */
const filesAtOnce = 16;

/**
 * Gives `use` the paths of several files, by their keys, valid until it has settled: `Blobs.withFile` for many.
 * @throws BlobMissing where one of them is not there
 */
export async function withFiles<T>(
  blobs: Blobs,
  keys: readonly string[],
  use: (files: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const files: Record<string, string> = {};
  const holding: Promise<void>[] = [];
  const hold = (key: string) => {
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    const held = blobs.withFile(key, async (path) => {
      files[key] = path;
      resolve();
      await released;
    });
    held.catch(reject);
    holding.push(held);
    return ready;
  };
  const distinct = [...new Set(keys)];
  try {
    for (let at = 0; at < distinct.length; at += filesAtOnce) {
      await Promise.all(distinct.slice(at, at + filesAtOnce).map(hold));
    }
    return await use(files);
  } finally {
    release();
    await Promise.allSettled(holding);
  }
}
