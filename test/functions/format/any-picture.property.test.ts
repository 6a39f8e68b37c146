import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import sharp from "sharp";
import { buildBook } from "../../../functions/format/build/build-book.ts";
import { findings } from "../../../functions/format/gate/findings.ts";
import { writeEpub } from "../../../functions/format/write/write-epub.ts";
import { openEpubcheck } from "../../epubcheck.ts";
import { proofRuns } from "../../proof-sizes.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { hints, pictureResource, sourceOf } from "./build/source-in-test.ts";
import { emf, emfRectangle, wmf, wmfRecord } from "./images/metafile/metafile-writer.ts";

const epubcheck = openEpubcheck();
afterAll(() => epubcheck?.close());

const start = sharp({ create: { width: 90, height: 70, channels: 4, background: "#c408" } });
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 70"><circle r="40" fill="#00c"/><text>x</text></svg>';
const whole: readonly Buffer[] = [
  await start.clone().jpeg().toBuffer(),
  await start.clone().png().toBuffer(),
  await start.clone().gif().toBuffer(),
  await start.clone().webp().toBuffer(),
  await start.clone().avif().toBuffer(),
  await start.clone().tiff().toBuffer(),
  await start.clone().toColourspace("cmyk").jpeg().withMetadata({ orientation: 6 }).toBuffer(),
  Buffer.from(svg),
  emf(emfRectangle(5, 5, 90, 90)),
  wmf([wmfRecord(0x02_0c, 100, 100), wmfRecord(0x04_1b, 80, 80, 20, 20)]),
  Buffer.from("no picture at all"),
];

/** A picture that is as it should be, cut short, or with bytes of it changed. */
const anyPicture = fc
  .record({
    kind: fc.nat(whole.length - 1),
    keep: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    changes: fc.array(fc.tuple(fc.nat(100_000), fc.nat(255)), { maxLength: 4 }),
  })
  .map(({ kind, keep, changes }) => {
    const bytes = Buffer.from(whole[kind] ?? []);
    for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
    return bytes.subarray(0, Math.ceil(bytes.length * keep));
  });

it("keeps every rule of EPUB and of a Kindle, whatever its pictures are and whatever they are said to be", async () => {
  const folder = await temporaryFolder();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(anyPicture, fc.constantFrom("image/jpeg", "image/png", "image/svg+xml", "")), {
        minLength: 3,
        maxLength: 3,
      }),
      async (pictures) => {
        const path = join(folder, "book.epub");
        const resources = new Map(pictures.map(([bytes, type], at) => pictureResource(`p${at}`, bytes, type)));
        const chapters = { a: '<p>text <img src="p0" alt="a"><img src="p1"></p>', b: `<h1>${svg}</h1><p>b</p>${svg}` };
        await writeEpub(await buildBook(sourceOf(chapters, { resources, cover: "p2" }), hints), path);
        expect(await findings(path)).toEqual([]);
        expect((await epubcheck?.check(path)) ?? []).toEqual([]);
      },
    ),
    proofRuns(60),
  );
}, 300_000);
