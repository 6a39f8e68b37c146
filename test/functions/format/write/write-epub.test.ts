import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { buildBook } from "../../../../functions/format/build/build-book.ts";
import { findings } from "../../../../functions/format/gate/findings.ts";
import type { SourceBook } from "../../../../functions/format/source-book.ts";
import { writeEpub } from "../../../../functions/format/write/write-epub.ts";
import { openArchive } from "../../../../shared/archive/open-archive.ts";
import { openEpubcheck } from "../../../epubcheck.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";
import { hints, pictureResource, sourceOf } from "../build/source-in-test.ts";

const epubcheck = openEpubcheck();
afterAll(() => epubcheck?.close());

async function written(source: SourceBook): Promise<string> {
  const path = join(await temporaryFolder(), "book.epub");
  await writeEpub(await buildBook(source, hints), path);
  return path;
}

async function entryOf(path: string, name: string): Promise<string> {
  const archive = await openArchive(path);
  const text = new TextDecoder().decode(await archive.read(name));
  await archive.close();
  return text;
}

const full = () =>
  sourceOf(
    {
      cover: '<img src="c">',
      a: '<h1>A &amp; B</h1><p>x<math><mi>x</mi></math><img src="d"></p>',
      b: "<h2>B</h2><p>y</p>",
    },
    {
      resources: new Map([pictureResource("c"), pictureResource("d")]),
      cover: "c",
      metadata: {
        title: 'A "Title" & <more>',
        authors: ["One", "Two & Three", "One"],
        language: "ar",
        publisher: "House",
        description: "<p>About &amp; around</p>",
        published: "1899-12-31T00:00:00Z",
        subjects: ["Fiction", "Fiction"],
        series: { name: "Cycle", position: 2.5 },
      },
    },
  );

const hash = async () =>
  createHash("sha256")
    .update(await readFile(await written(full())))
    .digest("hex");

describe("a written book", () => {
  it("is the same bytes for the same book", async () => {
    expect(await hash()).toBe(await hash());
  });

  it("has its mimetype first, stored, as 58 bytes that never change", async () => {
    const head = (await readFile(await written(full()))).subarray(0, 58);
    expect(head.subarray(0, 4).toString("latin1")).toBe("PK\u0003\u0004");
    expect(head.readUInt16LE(6) & 8).toBe(0);
    expect(head.readUInt16LE(8)).toBe(0);
    expect(head.readUInt32LE(22)).toBe(20);
    expect(head.readUInt16LE(28)).toBe(0);
    expect(head.subarray(30).toString("latin1")).toBe("mimetypeapplication/epub+zip");
  });

  it("stores pictures, deflates text, and has no entries for folders", async () => {
    const archive = await openArchive(await written(full()));
    const stored = [...archive.entries.values()]
      .filter(({ bytes, compressedBytes }) => bytes === compressedBytes)
      .map(({ name }) => name);
    expect(stored.toSorted()).toEqual(
      ["OEBPS/cover.jpg", "OEBPS/picture-0001.png", "OEBPS/picture-0002.png", "mimetype"].toSorted(),
    );
    expect([...archive.entries.keys()].filter((name) => name.endsWith("/"))).toEqual([]);
    await archive.close();
  });

  it("keeps every rule, with everything that a book can have", async () => {
    const path = await written(full());
    expect(await findings(path)).toEqual([]);
    expect((await epubcheck?.check(path)) ?? []).toEqual([]);
  });

  it("says all that is known of it, each thing once", async () => {
    const text = await entryOf(await written(full()), "OEBPS/content.opf");
    for (const line of [
      '<dc:title>A "Title" &amp; &lt;more&gt;</dc:title>',
      "<dc:creator>One</dc:creator>\n<dc:creator>Two &amp; Three</dc:creator>\n<dc:publisher>",
      "<dc:language>ar</dc:language>",
      "<dc:description>About &amp; around</dc:description>",
      "<dc:date>1899-12-31</dc:date>",
      '<meta property="dcterms:modified">2026-11-21T07:00:00Z</meta>',
      '<meta id="series" property="belongs-to-collection">Cycle</meta>',
      '<meta refines="#series" property="group-position">2.5</meta>',
      '<meta name="cover" content="cover-picture"/>',
      'properties="cover-image"',
      'page-progression-direction="rtl"',
      'properties="mathml"',
    ]) {
      expect(text.split(line)).toHaveLength(2);
    }
  });

  it("reads each picture of the source once, one after the other", async () => {
    let open = 0;
    let openMax = 0;
    let reads = 0;
    const large = Buffer.alloc(9 * 1024 * 1024);
    const [, small] = pictureResource("x");
    Buffer.from(await small.read()).copy(large);
    const ids = ["p0", "p1", "p2", "p3", "p4", "p5"];
    const resources = new Map(
      ids.map((id) => [
        id,
        {
          id,
          name: id,
          mediaType: "image/png",
          bytes: large.length,
          read: async () => {
            reads += 1;
            openMax = Math.max(openMax, (open += 1));
            await new Promise((done) => setImmediate(done));
            open -= 1;
            return large;
          },
        },
      ]),
    );
    await written(sourceOf({ a: ids.map((id) => `<p>x<img src="${id}"></p>`).join("") }, { resources }));
    expect({ openMax, reads }).toEqual({ openMax: 1, reads: 6 });
  });

  it("is not there where a picture cannot be read any more", async () => {
    const path = join(await temporaryFolder(), "book.epub");
    const book = await buildBook(full(), hints);
    const stored = { bytes: 9, read: () => Promise.reject(new Error("the disk is gone")) };
    await expect(writeEpub({ ...book, pictures: [{ ...book.cover, stored }] }, path)).rejects.toThrow(
      "the disk is gone",
    );
  });
});
