import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import sharp from "sharp";
import { buildBook } from "../../../../functions/format/build/build-book.ts";
import { findings } from "../../../../functions/format/gate/findings.ts";
import { openPictureStore } from "../../../../functions/format/images/picture-store.ts";
import type { SourceBook } from "../../../../functions/format/source-book.ts";
import { sizeLimitOf, type WrittenDocument, writeDocument } from "../../../../functions/format/write/write-document.ts";
import { openArchive } from "../../../../shared/archive/open-archive.ts";
import { readImageHeader } from "../../../../shared/images/image-header.ts";
import { documentBytesMaxFor } from "../../../../shared/mail-size.ts";
import { openEpubcheck } from "../../../epubcheck.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";
import { hints, pictureResource, sourceOf } from "../build/source-in-test.ts";

const epubcheck = openEpubcheck();
afterAll(() => epubcheck?.close());

/** A JPEG that compresses badly, the same for the same number. */
async function photo(number: number, width = 700, height = 900): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  let state = number + 1;
  for (let at = 0; at < pixels.length; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[at] = ((at / 3) % width) / 4 + (state >>> 26);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

const photos = await Promise.all(Array.from({ length: 6 }, (_, number) => photo(number)));

function illustrated(): SourceBook {
  const resources = new Map(photos.map((bytes, number) => pictureResource(`p${number}`, bytes, "image/jpeg")));
  const chapters = photos.map((_, number) => {
    const links = `<a href="c0">first</a> <a href="c5#n">last</a><a href="c${number}#n">note</a>`;
    const note = '<aside epub:type="footnote" id="n"><p>A note.</p></aside>';
    return [
      `c${number}`,
      `<h1>Chapter ${number + 1}</h1><p>${links}</p><p><img src="p${number}" alt=""></p>${note}`,
    ] as const;
  });
  return sourceOf(Object.fromEntries(chapters), { resources, metadata: { title: "Pictures" } });
}

async function documentOf(source: SourceBook, mailBytesMax: number | undefined): Promise<WrittenDocument> {
  const folder = await temporaryFolder();
  const store = openPictureStore(join(folder, "pictures"), 1_000_000);
  const pathOf = (volume: number) => join(folder, `${volume}.epub`);
  const limit = mailBytesMax === undefined ? undefined : sizeLimitOf(mailBytesMax);
  const document = await writeDocument(await buildBook(source, hints, store), { limit, pathOf, store });
  await store.close();
  return document;
}

async function hashes(): Promise<readonly string[]> {
  const { volumes } = await documentOf(illustrated(), 260_000);
  return await Promise.all(
    volumes.map(async ({ path }) =>
      createHash("sha256")
        .update(await readFile(path))
        .digest("hex"),
    ),
  );
}

async function entry(path: string, name: string): Promise<Uint8Array> {
  const archive = await openArchive(path);
  try {
    return await archive.read(name);
  } finally {
    await archive.close();
  }
}

async function mended({ volumes }: WrittenDocument) {
  const found: unknown[] = [];
  for (const { path } of volumes) found.push(...(await findings(path)), ...((await epubcheck?.check(path)) ?? []));
  return found;
}

const pictureBytes = photos.reduce((sum, { length }) => sum + length, 0);

describe("a document that has to fit into a mail", () => {
  it("stays as it is where it fits, and where there is no limit", async () => {
    const free = await documentOf(illustrated(), undefined);
    expect(free.warnings).toEqual([]);
    expect(free.volumes).toHaveLength(1);
    expect(free.volumes[0].bytes).toBeGreaterThan(pictureBytes);
    const roomy = await documentOf(illustrated(), pictureBytes * 2);
    expect(await readFile(roomy.volumes[0].path)).toEqual(await readFile(free.volumes[0].path));
  });

  it("has smaller pictures where that is enough, and says so", async () => {
    const mailBytesMax = Math.round(pictureBytes);
    const document = await documentOf(illustrated(), mailBytesMax);
    expect(document.volumes).toHaveLength(1);
    expect(document.volumes[0].bytes).toBeLessThanOrEqual(documentBytesMaxFor(mailBytesMax));
    expect(document.volumes[0].bytes).toBe((await stat(document.volumes[0].path)).size);
    expect(document.warnings).toEqual([
      expect.objectContaining({ rule: "K48", done: expect.stringMatching(/^Pictures were made smaller so that/) }),
    ]);
    expect(await mended(document)).toEqual([]);
  }, 300_000);

  it("becomes volumes where it must, each valid by itself, numbered, in order, none too large", async () => {
    const mailBytesMax = 260_000;
    const document = await documentOf(illustrated(), mailBytesMax);
    const { volumes } = document;
    expect(volumes.length).toBeGreaterThan(1);
    expect(volumes.map(({ title }) => title)).toEqual(
      volumes.map((_, index) => `Pictures (${index + 1} of ${volumes.length})`),
    );
    for (const { bytes } of volumes) expect(bytes).toBeLessThanOrEqual(documentBytesMaxFor(mailBytesMax));
    expect(document.warnings).toEqual([
      expect.objectContaining({ rule: "K49", done: expect.stringContaining(`split into ${volumes.length} volumes`) }),
    ]);
    expect(await mended(document)).toEqual([]);
    const packages = await Promise.all(
      volumes.map(async ({ path }) => Buffer.from(await entry(path, "OEBPS/content.opf")).toString()),
    );
    const identifiers = packages.map((text) => /urn:uuid:[\da-f-]+/.exec(text)?.[0]);
    expect(new Set(identifiers).size).toBe(volumes.length);
    const chapters = packages.flatMap((text) => [...text.matchAll(/href="(part-\d+)/g)].map(([, name]) => name));
    const order = [...new Set(chapters)];
    expect(order).toEqual(Array.from({ length: 6 }, (_, at) => `part-${String(at + 1).padStart(4, "0")}`));
    const covers = await Promise.all(volumes.map(({ path }) => entry(path, "OEBPS/cover.jpg")));
    expect(new Set(covers.map((bytes) => createHash("sha256").update(bytes).digest("hex"))).size).toBe(volumes.length);
    expect(readImageHeader(covers[0] ?? new Uint8Array())).toMatchObject({ type: "jpeg", width: 1200, height: 1800 });
  }, 300_000);

  it("is the same bytes every time", async () => {
    expect(await hashes()).toEqual(await hashes());
  }, 300_000);

  it("is one where nothing helps, to be downloaded", async () => {
    const document = await documentOf(illustrated(), 9000);
    expect(document.volumes).toHaveLength(1);
    expect(document.warnings).toEqual([
      expect.objectContaining({ rule: "K48", done: "It can be downloaded, but not mailed." }),
    ]);
  }, 300_000);

  it("is split for its text alone, too, and keeps its pictures then", async () => {
    let state = 1;
    const noise = (length: number) =>
      Array.from({ length }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return (state >>> 8).toString(36);
      }).join(" ");
    const chapters = Object.fromEntries(
      Array.from({ length: 8 }, (_, at) => [`c${at}`, `<h1>${at}</h1><p>${noise(40_000)}</p>`]),
    );
    const resources = new Map([pictureResource("p", photos[0], "image/jpeg")]);
    const source = sourceOf({ ...chapters, c9: '<p>x</p><p><img src="p"></p>' }, { resources });
    const document = await documentOf(source, 1_200_000);
    expect(document.volumes.length).toBeGreaterThan(1);
    expect(document.warnings.map(({ done }) => done)).toEqual([expect.stringMatching(/^It was split into/)]);
    expect(await mended(document)).toEqual([]);
    const last = document.volumes.at(-1)?.path ?? "";
    expect((await entry(last, "OEBPS/picture-0001.jpg")).length).toBe(photos[0]?.length);
  }, 300_000);
});
