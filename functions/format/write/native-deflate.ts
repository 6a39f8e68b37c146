import { deflateRawSync, inflateRawSync } from "node:zlib";
import pako from "pako";

/**
 * jszip compresses with pako, in JavaScript; Node's own zlib does the same work in a quarter of the time and gives the
 * same kind of stream. Both share one `pako` module, whose two classes are replaced here by ones with the same shape:
 * chunks are collected and handled at once, which suits entries that are a few hundred kilobytes each.
 */
export function useNativeDeflate(): void {
  pako.Deflate = collecting((bytes, level) => deflateRawSync(bytes, { level, ...roomFor(bytes.length) }));
  pako.Inflate = collecting((bytes) => inflateRawSync(bytes));
}

/**
 * How hard text is compressed, of 9. Beyond this one, a twentieth of the time of a whole conversion buys three hundredths of
 * the text: and what fills a mail is pictures.
 */
export const textLevel = 4;

/** Nothing is gained by looking back further than the text is long; to reserve the room for it takes longer than the work. */
function roomFor(bytes: number): { windowBits: number; memLevel: number; chunkSize: number } {
  const bits = Math.ceil(Math.log2(bytes + 1));
  return {
    windowBits: Math.min(15, Math.max(9, bits)),
    memLevel: Math.min(8, Math.max(1, bits - 7)),
    chunkSize: Math.min(64 * 1024, Math.max(1024, bytes)),
  };
}

type Work = (bytes: Uint8Array, level: number) => Uint8Array;

function collecting(
  work: Work,
): new (options: {
  level?: number;
}) => { push(data: Uint8Array | readonly number[], last: boolean): void } {
  return class {
    readonly chunks: Uint8Array[] = [];
    readonly level: number;
    /** Set by jszip. */
    onData: (data: Uint8Array) => void = () => undefined;

    constructor({ level = -1 }: { level?: number }) {
      this.level = level;
    }

    push(data: Uint8Array | readonly number[], last: boolean): void {
      // Copied element by element only where jszip has no bytes but an array of numbers, which is for nothing at all.
      if (data.length > 0) this.chunks.push(data instanceof Uint8Array ? data : Uint8Array.from(data));
      if (last) this.onData(work(Buffer.concat(this.chunks), this.level));
    }
  };
}
