import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";
import JSZip from "jszip";
import sharp from "sharp";
import { findings } from "../../functions/format/gate/findings.ts";
import { documentBytesMaxFor } from "../../shared/mail-size.ts";
import { proofSizes, sayProofSize } from "../proof-sizes.ts";
import { seeded } from "../seeded.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const picturesCount = proofSizes.pictures;
const mebibyte = 1024 * 1024;

/** A picture of noise, which no encoder makes small. */
async function noise(seed: number): Promise<Buffer> {
  const random = seeded(seed);
  const [width, height] = [760, 1000];
  const pixels = Buffer.alloc(width * height);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = 90 + Math.floor(random() * 70);
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace("srgb")
    .jpeg({ quality: 80 })
    .toBuffer();
}

async function bookOfPictures(path: string): Promise<number> {
  const pictures = await Promise.all([1, 2, 3, 4].map(noise));
  const zip = new JSZip();
  const numbers = Array.from({ length: picturesCount }, (_, number) => number);
  zip.file("mimetype", "application/epub+zip");
  zip.file(
    "META-INF/container.xml",
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
  );
  const chapters = numbers.filter((number) => number % 20 === 0);
  for (const first of chapters) {
    const shown = numbers
      .slice(first, first + 20)
      .map((number) => `<p>Text ${number}</p><p><img src="p${number}.jpg" alt="x"/></p>`);
    zip.file(
      `c${first}.xhtml`,
      `<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><h1>From ${first}</h1>${shown.join("")}</body></html>`,
    );
  }
  for (const number of numbers) zip.file(`p${number}.jpg`, pictures[number % pictures.length] ?? "");
  const items = [
    ...chapters.map((first) => `<item id="c${first}" href="c${first}.xhtml" media-type="application/xhtml+xml"/>`),
    ...numbers.map((number) => `<item id="p${number}" href="p${number}.jpg" media-type="image/jpeg"/>`),
  ];
  zip.file(
    "book.opf",
    `<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">x</dc:identifier><dc:title>Pictures</dc:title><dc:language>en</dc:language></metadata><manifest>${items.join("")}</manifest><spine>${chapters.map((first) => `<itemref idref="c${first}"/>`).join("")}</spine></package>`,
  );
  await pipeline(zip.generateNodeStream({ compression: "STORE" }), createWriteStream(path));
  return picturesCount * ((pictures[0]?.length ?? 0) / mebibyte);
}

it(`makes volumes of a book with ${picturesCount} pictures in less than 512 MiB, the whole process counted`, async () => {
  sayProofSize("pictures", "pictures of a book, a quarter of a megabyte each");
  const folder = await temporaryFolder();
  const source = join(folder, "source.epub");
  expect(await bookOfPictures(source)).toBeGreaterThan(picturesCount / 4.2);
  // 25 MB for all of them.
  const mailBytesMax = 62_500 * picturesCount;
  await mkdir(join(folder, "work"));
  const job = join(import.meta.dirname, "convert-in-workshop.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [job, source, folder, String(mailBytesMax)], {
    // As `npm start` has it.
    env: { ...process.env, MALLOC_ARENA_MAX: "2" },
  });
  const { residentBytesMax, volumes } = JSON.parse(stdout) as {
    residentBytesMax: number;
    volumes: readonly { path: string; bytes: number }[];
  };
  expect(residentBytesMax).toBeLessThan(512 * mebibyte);
  expect(volumes.length).toBeGreaterThan(1);
  for (const { path, bytes } of volumes) {
    expect(bytes).toBeLessThanOrEqual(documentBytesMaxFor(mailBytesMax));
    expect(await findings(path)).toEqual([]);
  }
}, 300_000);
