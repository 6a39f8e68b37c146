import type { Transform } from "node:stream";
import type * as zlib from "node:zlib";

/** One layer of compression taken off. */
export type Inflated =
  | {
      /** `truncated`: what the bytes that are there give. */
      readonly end: "whole" | "truncated";
      readonly bytes: Uint8Array;
      /** How many of the bytes belonged to it. */
      readonly consumedBytes: number;
    }
  /** With what fits. */
  | { readonly end: "too-large"; readonly bytes: Uint8Array }
  | { readonly end: "corrupt" };

/** A stream of `node:zlib` that takes compression off. */
export type MakeInflater = (options: zlib.ZlibOptions & zlib.BrotliOptions & zlib.ZstdOptions) => Transform & {
  readonly bytesWritten: number;
};

/**
 * Runs bytes through a decompressor, counting what comes out while it comes, and stops at the limit.
 * @param flush how this decompressor is told to give out what it has when the bytes end before their end
 */
export async function inflate(
  bytes: Uint8Array,
  make: MakeInflater,
  flush: number,
  bytesMax: number,
): Promise<Inflated> {
  const strict = await run(bytes, make({}), bytesMax);
  // This one means nothing but that: there is no end yet.
  if (strict !== "Z_BUF_ERROR") return typeof strict === "string" ? { end: "corrupt" } : strict;
  const tolerant = await run(bytes, make({ finishFlush: flush }), bytesMax);
  if (typeof tolerant === "string") return { end: "corrupt" };
  return tolerant.end === "whole" ? { ...tolerant, end: "truncated" } : tolerant;
}

/** The code of the error where there is one. */
function run(bytes: Uint8Array, inflater: ReturnType<MakeInflater>, bytesMax: number): Promise<Inflated | string> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    inflater.on("data", (chunk: Uint8Array) => {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size <= bytesMax) return;
      resolve({ end: "too-large", bytes: Buffer.concat(chunks, bytesMax) });
      inflater.destroy();
    });
    inflater.on("end", () =>
      resolve({ end: "whole", bytes: Buffer.concat(chunks, size), consumedBytes: inflater.bytesWritten }),
    );
    inflater.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
    inflater.end(bytes);
  });
}
