import { expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { markupLengthMax } from "../../../../../functions/format/images/metafile/canvas.ts";
import { drawMetafile } from "../../../../../functions/format/images/metafile/draw-metafile.ts";
import { parseXml } from "../../../../../shared/xml/parse-xml.ts";
import {
  emf,
  emfFont,
  emfPixels,
  emfRecord,
  emfRectangle,
  emfText,
  float,
  inColours,
  points16,
  wmf,
  wmfPixels,
  wmfRecord,
  wmfText,
  wmfWindow,
} from "./metafile-writer.ts";

const limits = { bytesMax: 4 * markupLengthMax, depthMax: 64, attributesMax: 64 };

/** What is drawn, whatever the bytes, is well-formed, or nothing is. */
function draws(bytes: Buffer): boolean {
  const drawn = drawMetafile(bytes);
  if ("undrawn" in drawn) return false;
  expect(drawn.svg.length).toBeLessThan(2 * markupLengthMax);
  expect(drawn.svg).not.toMatch(/NaN|Infinity|undefined|\0/);
  const root = parseXml(Buffer.from(drawn.svg), limits);
  expect(root.name).toBe("svg");
  return true;
}

const anyNumber = fc.oneof(fc.integer({ min: -200, max: 200 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
const anyPart = fc.oneof(
  anyNumber,
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
);
const parts = fc.array(anyPart, { maxLength: 30 });

const wholeEmf = emf(
  inColours(0xff, 0xff00, 3),
  emfRectangle(5, 5, 50, 50),
  emfRecord(35, float(1, 0.2, 0.1, 1, 3, 3)),
  emfRecord(86, ...points16(20, 20, 80, 20, 80, 80, 20, 80)),
  emfFont,
  emfText("Ab c", [9, 9, 5, 9]),
  emfPixels([0, 0, 2, 2], [80, 40, 50, 50]),
);
const wholeWmf = wmf([
  ...wmfWindow,
  wmfRecord(0x02_fc, 2, 0xff, 0, 3),
  wmfRecord(0x01_2d, 0),
  wmfRecord(0x05_38, 1, 4, 20, 20, 80, 20, 80, 80, 20, 80),
  wmfText,
  wmfPixels(),
]);

it("never throws, whatever the bytes behind a beginning that looks right", () => {
  const start = fc.constantFrom(
    wholeEmf.subarray(0, 88),
    wholeWmf.subarray(0, 40),
    wholeWmf.subarray(22, 40),
    Buffer.alloc(0),
  );
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 400 }), (begin, bytes) => void draws(Buffer.concat([begin, bytes]))),
    { numRuns: 500 },
  );
});

it("never throws, whatever is in any records", () => {
  const emfRecords = fc.array(fc.tuple(fc.integer({ min: 2, max: 122 }), parts), { maxLength: 12 });
  let drawn = 0;
  fc.assert(
    fc.property(emfRecords, (records) => {
      const made = emf(inColours(0xff, 0xff), ...records.map(([type, content]) => emfRecord(type, ...content)));
      if (draws(made)) drawn += 1;
    }),
    { numRuns: 500 },
  );
  expect(drawn).toBeGreaterThan(50);
  const kinds = [
    0x1e, 0x127, 0x103, 0x20b, 0x20c, 0x20d, 0x20e, 0x410, 0x213, 0x416, 0x817, 0x81a, 0x418, 0x41b, 0x61c, 0x324,
    0x325, 0x538, 0x521, 0xa32, 0x12d, 0x1f0, 0x2fa, 0x2fb, 0x2fc, 0x6ff, 0x142, 0x940, 0xb41, 0xf43, 0xd33, 0x61d,
  ];
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...kinds), parts), { maxLength: 12 }), (records) => {
      draws(wmf(records.map(([kind, content]) => wmfRecord(kind, ...content))));
    }),
    { numRuns: 500 },
  );
});

it("draws what is there of one that is cut short or damaged, and never throws", () => {
  let drawn = 0;
  const damage = fc.array(fc.tuple(fc.nat(10_000), fc.nat(255)), { maxLength: 5 });
  fc.assert(
    fc.property(
      fc.constantFrom(wholeEmf, wholeWmf),
      fc.oneof(
        fc.constant(1),
        fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100),
      ),
      damage,
      (whole, keep, changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        if (draws(bytes.subarray(0, Math.ceil(bytes.length * keep)))) drawn += 1;
      },
    ),
    { numRuns: 1000 },
  );
  expect(drawn).toBeGreaterThan(100);
});
