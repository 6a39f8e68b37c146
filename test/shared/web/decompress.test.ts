import * as zlib from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { decompress } from "../../../shared/web/decompress.ts";

const limits = {
  bodyBytesMax: 100_000,
  decompressionRatioMax: 200,
  ratioFreeBytes: 50_000,
  encodingsMax: 5,
  beyond: "refuse",
} as const;
const packers = {
  gzip: zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: zlib.brotliCompressSync,
  zstd: zlib.zstdCompressSync,
} as const;
const coding = fc.constantFrom(...(Object.keys(packers) as (keyof typeof packers)[]));
const words = fc
  .array(fc.constantFrom("<item>", "é", "news ", "\n", "x"), { minLength: 1, maxLength: 200 })
  .map((parts) => Buffer.from(parts.join("")));

describe("a body", () => {
  it("comes back from whatever it was compressed with, in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(words, fc.array(coding, { maxLength: 5 }), async (text, labels) => {
        let packed: Uint8Array = text;
        for (const label of labels) packed = packers[label](packed);
        expect(await decompress(packed, labels.join(", "), limits)).toEqual({ outcome: "whole", body: text });
      }),
    );
  });

  it("that is cut anywhere is never taken for whole, and what is there of it is its beginning", async () => {
    await fc.assert(
      fc.asyncProperty(words, coding, fc.double({ min: 0.01, max: 0.99, noNaN: true }), async (text, label, share) => {
        const packed = packers[label](text);
        const end = Math.max(4, Math.floor((packed.length - (label === "gzip" ? 8 : 0)) * share));
        const found = await decompress(packed.subarray(0, end), label, limits);
        expect(found.outcome).not.toBe("refused");
        if (found.outcome === "truncated") expect(text.subarray(0, found.body.byteLength)).toEqual(found.body);
        else expect(found).toMatchObject({ outcome: "corrupt" });
      }),
    );
  });

  it("never breaks anything, whatever it is and whatever it is called, nor becomes larger than is allowed", async () => {
    const magic = fc.constantFrom([], [0x1f, 0x8b, 8], [0x1f, 0x8b, 8, 0xff], [0x28, 0xb5, 0x2f, 0xfd], [0x78, 0x9c]);
    const label = fc.constantFrom("gzip", "deflate", "br", "zstd", "x", "", "identity", "constructor", "__proto__");
    await fc.assert(
      fc.asyncProperty(
        magic,
        fc.uint8Array({ maxLength: 100 }),
        fc.array(label, { maxLength: 7 }),
        async (start, rest, labels) => {
          const found = await decompress(Buffer.from([...start, ...rest]), labels.join(","), limits);
          if ("body" in found) expect(found.body.byteLength).toBeLessThanOrEqual(limits.bodyBytesMax);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("that is too large is refused, or cut where that is wanted, by its size and by its ratio", async () => {
    const noise = Buffer.from(Array.from({ length: 40_000 }, (_, at) => `${at * 7919}`).join(" "));
    const zeros = Buffer.alloc(2_000_000);
    for (const label of ["gzip", "deflate", "br", "zstd"] as const) {
      for (const [content, code] of [
        [noise, "web/too-large"],
        [zeros.subarray(0, 60_000), "web/compression-bomb"],
        [zeros, label === "deflate" || label === "gzip" ? "web/too-large" : "web/compression-bomb"],
      ] as const) {
        const packed = packers[label](content);
        const refused = await decompress(packed, label, limits);
        expect([label, content.length, "code" in refused ? refused.code : undefined]).toEqual([
          label,
          content.length,
          code,
        ]);
        const cut = await decompress(packed, label, { ...limits, beyond: "cut" });
        if (!("body" in cut)) throw new Error(`It was ${cut.outcome}`);
        expect(cut.body.byteLength).toBeLessThanOrEqual(limits.bodyBytesMax);
        expect(content.subarray(0, cut.body.byteLength).equals(cut.body)).toBe(true);
      }
    }
  });
});
