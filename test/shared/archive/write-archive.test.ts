import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import JSZip from "jszip";
import { openArchive } from "../../../shared/archive/open-archive.ts";
import { type ArchiveFile, writeArchive } from "../../../shared/archive/write-archive.ts";
import { temporaryFolder } from "../../temporary-folder.ts";

const modifiedAt = new Date("2026-03-01T08:00:02.000Z");

async function* chunksOf(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function* listed(files: readonly ArchiveFile[]): AsyncGenerator<ArchiveFile> {
  yield* files;
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("some");
  throw new Error("The disk is gone");
}

const archiveOf = (given: readonly ArchiveFile[]) => collect(writeArchive(listed(given), { modifiedAt }));

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

describe("an archive that is written as a stream", () => {
  it("holds what was put into it, for two readers that did not write it, whatever that was", async () => {
    const folder = await temporaryFolder();
    const files = fc.uniqueArray(
      fc.record({
        name: fc.stringMatching(/^[a-z]{1,8}\/[A-Za-z0-9 éß本-]{1,20}\.x$/),
        chunks: fc.array(fc.uint8Array({ maxLength: 3000, size: "max" }), { maxLength: 4 }),
        level: fc.constantFrom(0, 1, 6),
      }),
      { selector: ({ name }) => name.normalize("NFC").toLowerCase(), minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(files, async (all) => {
        const given = all.map(({ name, chunks, level }) => ({ name, level, content: chunksOf(...chunks) }));
        const bytes = await collect(writeArchive(listed(given), { modifiedAt }));
        const expected = new Map(all.map(({ name, chunks }) => [name, Buffer.concat(chunks)]));
        const zip = await JSZip.loadAsync(bytes, { checkCRC32: true });
        expect(Object.keys(zip.files).filter((name) => zip.files[name]?.dir === false)).toEqual([...expected.keys()]);
        for (const [name, content] of expected) {
          expect(await zip.file(name)?.async("nodebuffer")).toEqual(content);
          expect(zip.file(name)?.date).toEqual(modifiedAt);
        }
        const path = `${folder}/a.zip`;
        await writeFile(path, bytes);
        const archive = await openArchive(path);
        try {
          for (const [name, content] of expected) expect(Buffer.from(await archive.read(name))).toEqual(content);
        } finally {
          await archive.close();
        }
      }),
      { numRuns: 20 },
    );
  });

  it("opens a file's content only when everything before it has been written, and closes it first", async () => {
    const told: string[] = [];
    const watched = async function* (name: string) {
      told.push(`open ${name}`);
      try {
        yield Buffer.alloc(200_000, name);
        yield Buffer.alloc(65_535, name);
      } finally {
        told.push(`close ${name}`);
      }
    };
    const given = ["a", "b"].map((name) => ({ name, level: 0, content: watched(name) }));
    await collect(writeArchive(listed(given), { modifiedAt }));
    expect(told).toEqual(["open a", "close a", "open b", "close b"]);
  });

  it("closes what it has open where nobody wants the rest", async () => {
    let closed = false;
    const endless = async function* () {
      try {
        for (;;) yield Buffer.alloc(100_000, "x");
      } finally {
        closed = true;
      }
    };
    let chunks = 0;
    for await (const _ of writeArchive(listed([{ name: "endless", level: 0, content: endless() }]), { modifiedAt })) {
      chunks += 1;
      if (chunks > 5) break;
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(true);
  });

  it("breaks off where a content cannot be read, and where two files would be one", async () => {
    for (const level of [0, 6]) {
      await expect(archiveOf([{ name: "a", level, content: broken() }])).rejects.toThrow("The disk is gone");
      const twins = ["A/é.txt", "a/e\u0301.TXT"].map((name) => ({ name, level, content: chunksOf("x") }));
      await expect(archiveOf(twins)).rejects.toThrow("same name");
    }
  });
});
