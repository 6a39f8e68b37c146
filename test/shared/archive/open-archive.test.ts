import { crc32, deflateRawSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import type { ArchiveLimits } from "../../../shared/archive/archive-limits.ts";
import { archiveLimits } from "../../../shared/archive/archive-limits.ts";
import { openArchive, withArchive } from "../../../shared/archive/open-archive.ts";
import { withTemporaryFile } from "../../temporary-file.ts";
import { verdictOf } from "../../verdict.ts";
import { type ZipFile, type ZipShape, zipOf } from "./zip-writer.ts";

/** Opens a ZIP and reads all of it: its texts by name, or the code with which it is refused. */
async function open(files: readonly ZipFile[], shape?: ZipShape, limits: ArchiveLimits = archiveLimits) {
  return openBytes(zipOf(files, shape), limits);
}

async function openBytes(bytes: Uint8Array, limits: ArchiveLimits = archiveLimits) {
  return withTemporaryFile(bytes, async (path) => {
    let texts: Record<string, string> = {};
    const verdict = await verdictOf(async () => {
      const archive = await openArchive(path, limits);
      try {
        const names = [...archive.entries.keys()];
        const read = await Promise.all(
          names.map(async (name) => [name, Buffer.from(await archive.read(name)).toString()]),
        );
        texts = Object.fromEntries(read) as Record<string, string>;
      } finally {
        await archive.close();
      }
    });
    return verdict === "accepted" ? texts : verdict;
  });
}

const plain: readonly ZipFile[] = [
  { name: "mimetype", data: "application/epub+zip" },
  { name: "OEBPS/", data: "" },
  { name: "OEBPS/one.xhtml", data: "one ".repeat(100), method: 8 },
];
const plainTexts = { mimetype: "application/epub+zip", "OEBPS/one.xhtml": "one ".repeat(100) };

describe("an archive opens", () => {
  it("with stored and deflated files, in the order of its directory, without its folders", async () => {
    expect(await open(plain)).toEqual(plainTexts);
    await withTemporaryFile(zipOf(plain), async (path) => {
      const entries = await withArchive(path, async (archive) => [...archive.entries.values()]);
      expect(entries).toEqual([
        { name: "mimetype", bytes: 20, compressedBytes: 20 },
        { name: "OEBPS/one.xhtml", bytes: 400, compressedBytes: deflateRawSync("one ".repeat(100)).length },
      ]);
    });
  });

  it("with data descriptors", async () => {
    expect(await open(plain.map((file) => ({ ...file, described: true })))).toEqual(plainTexts);
  });

  it("as zip64", async () => {
    expect(await open(plain, { zip64: true })).toEqual(plainTexts);
    expect(await open(plain, { zip64: true, prefix: Buffer.from("in front") })).toEqual(plainTexts);
  });

  it("with something else in front of it, behind it, or before its end record", async () => {
    expect(await open(plain, { prefix: Buffer.from("<!-- a page's leftovers -->\n") })).toEqual(plainTexts);
    expect(await open(plain, { suffix: Buffer.alloc(40_000) })).toEqual(plainTexts);
    expect(await open(plain, { gap: 30 })).toEqual(plainTexts);
  });

  it("with a comment", async () => {
    expect(await open(plain, { comment: Buffer.from("packed by somebody") })).toEqual(plainTexts);
  });

  it("with a wrong size of its directory, where the offset is right", async () => {
    expect(await open(plain, { directoryBytes: 70 })).toEqual(plainTexts);
  });

  it("with another archive stored in it as its last file", async () => {
    const inner = zipOf([{ name: "inner.txt", data: "inner" }]);
    expect(await open([...plain, { name: "inner.zip", data: inner }])).toMatchObject(plainTexts);
  });

  it("when it is empty", async () => {
    expect(await open([])).toEqual({});
  });

  it("with names in UTF-8 without the flag that says so, and in code page 437", async () => {
    const names = await open([
      { name: "über/naïve.txt", data: "a" },
      { name: Buffer.from([0x81, 0x62, 0x2e, 0x74]), data: "b" },
    ]);
    expect(names).toEqual({ "über/naïve.txt": "a", "üb.t": "b" });
  });

  it("with the name that a Unicode path field gives, where its checksum fits", async () => {
    const raw = Buffer.from("x.txt");
    expect(await open([{ name: raw, data: "a", extra: pathField(crc32(raw)) }])).toEqual({ "ж.txt": "a" });
    expect(await open([{ name: raw, data: "a", extra: pathField(1) }])).toEqual({ "x.txt": "a" });
  });
});

/** A Unicode path field that says "ж.txt". */
function pathField(checksum: number): Buffer {
  const path = Buffer.from("ж.txt");
  const head = Buffer.alloc(9);
  head.writeUInt16LE(0x7075, 0);
  head.writeUInt16LE(5 + path.length, 2);
  head[4] = 1;
  head.writeUInt32LE(checksum, 5);
  return Buffer.concat([head, path]);
}

/** Unix attributes of a file type. */
const mode = (type: number) => ({ madeBy: (3 << 8) | 20, externalAttributes: ((type | 0o777) << 16) >>> 0 });

/** Opens a ZIP whose local header says something else than the truth. */
const openSaying = (declared: ZipFile["local"]) =>
  open([{ name: "a", data: "xyz", ...(declared && { local: declared }) }]);

const both = (declared: ZipFile["local"]) => ({ ...(declared && { local: declared, central: declared }) });

describe("an archive is refused", () => {
  const limits = { ...archiveLimits, entriesMax: 3, inflatedBytesMax: 3_000_000 };

  it("for too many files, by the count alone", async () => {
    const four = ["a", "b", "c", "d"].map((name) => ({ name }));
    expect(await open(four, {}, limits)).toBe("archive/too-many-entries");
    expect(await open([{ name: "a" }], { count: 40_000 })).toBe("archive/too-many-entries");
  });

  it("for sizes that add up to too much, before anything is inflated", async () => {
    const half = { data: Buffer.alloc(2_000_000, 1) };
    expect(
      await open(
        [
          { name: "a", ...half },
          { name: "b", ...half },
        ],
        {},
        limits,
      ),
    ).toBe("archive/bomb");
    expect(await open([{ name: "a", data: "a", method: 8, central: { bytes: 0xfffffffe } }])).toBe("archive/bomb");
  });

  it("for a ratio that no book has, of one file or of all together", async () => {
    const zeros = { data: Buffer.alloc(1_200_000), method: 8 };
    expect(await open([{ name: "a", ...zeros }])).toBe("archive/bomb");
    const small = { data: Buffer.alloc(1_000_000), method: 8 };
    expect(await open([{ name: "a", ...small }])).toHaveProperty("a");
    expect(
      await open([
        { name: "a", ...small },
        { name: "b", ...small },
      ]),
    ).toBe("archive/bomb");
  });

  it("for files that share a place", async () => {
    const files = [
      { name: "a", data: "same" },
      { name: "b", data: "same", sharesPlaceOf: 0 },
    ];
    expect(await open(files)).toBe("archive/overlap");
  });

  it.each([
    ["/etc/passwd"],
    ["../up.txt"],
    ["a/../../b.txt"],
    ["a/.."],
    ["C:/x.txt"],
    ["c:x.txt"],
    ["a\\b.txt"],
    ["..\\b.txt"],
    ["a\0b.txt"],
    ["a\nb.txt"],
    ["a\u007fb.txt"],
    ["a\u0085b.txt"],
    [""],
  ])("for the name %j", async (name) => {
    expect(await open([...plain, { name, data: "x" }])).toBe("archive/unsafe-name");
  });

  it("for a name longer or deeper than any file system takes", async () => {
    expect(await open([{ name: `${"a/".repeat(64)}x`, data: "x" }])).toHaveProperty([`${"a/".repeat(64)}x`]);
    expect(await open([{ name: `${"a/".repeat(65)}x`, data: "x" }])).toBe("archive/unsafe-name");
    expect(await open([{ name: "x".repeat(1025), data: "x" }])).toBe("archive/unsafe-name");
  });

  it("for an unsafe name behind a harmless Unicode path", async () => {
    const raw = Buffer.from("../x");
    const field = Buffer.concat([Buffer.from([0x75, 0x70, 7, 0, 1, 0, 0, 0, 0]), Buffer.from("ok")]);
    field.writeUInt32LE(crc32(raw), 5);
    expect(await open([{ name: raw, data: "x", extra: field }])).toBe("archive/unsafe-name");
  });

  it.each([
    ["the same", ["a.txt", "a.txt"]],
    ["upper and lower case", ["Cover.jpg", "cover.JPG"]],
    ["composed and decomposed", ["\u00e9.txt", "e\u0301.txt"]],
    ["full case folding", ["straße.txt", "STRASSE.txt"]],
    ["a final sigma", ["λόγος", "ΛΌΓΟΣ"]],
    ["empty segments", ["a//b", "a/b"]],
    ["a folder and a file", ["a/b", "a"]],
    ["a folder and a file, in the other order", ["A", "a/b"]],
  ])("for two names that some system takes for one: %s", async (_, names) => {
    expect(await open(names.map((name) => ({ name, data: "x" })))).toBe("archive/duplicate-name");
  });

  it("for links and other special files", async () => {
    expect(await open([{ name: "a", data: "/etc/passwd", ...mode(0xa000) }])).toBe("archive/link");
    expect(await open([{ name: "a", ...mode(0x2000) }])).toBe("archive/special-file");
    expect(await open([{ name: "a", data: "x", ...mode(0x8000) }])).toEqual({ a: "x" });
  });

  it("for encryption of any kind", async () => {
    for (const flags of [0x1, 0x41, 0x2000])
      expect(await open([{ name: "a", data: "x", flags }])).toBe("archive/encrypted");
    expect(await open([{ name: "a", data: "x", method: 99 }])).toBe("archive/encrypted");
  });

  it("for a method that is neither stored nor deflated", async () => {
    for (const method of [1, 9, 12, 14, 93]) {
      expect(await open([{ name: "a", data: "x", method }])).toBe("archive/unsupported-method");
    }
  });

  it("for a part of a split archive", async () => {
    expect(await open(plain, { disk: 1 })).toBe("archive/split");
    expect(await open([{ name: "a", data: "x", disk: 1 }])).toBe("archive/split");
  });

  it("for a local header that says something else than the directory", async () => {
    expect(await openSaying({ name: Buffer.from("b") })).toBe("archive/inconsistent");
    expect(await openSaying({ method: 8 })).toBe("archive/inconsistent");
    expect(await openSaying({ crc: 1 })).toBe("archive/inconsistent");
    expect(await openSaying({ bytes: 2 })).toBe("archive/inconsistent");
    expect(await openSaying({ compressedBytes: 2 })).toBe("archive/inconsistent");
  });

  it("for a file that inflates to more or less than declared, or is not what its checksum says", async () => {
    const data = "text ".repeat(50);
    expect(await open([{ name: "a", data, method: 8, ...both({ bytes: 249 }) }])).toBe("archive/damaged");
    expect(await open([{ name: "a", data, method: 8, ...both({ bytes: 251 }) }])).toBe("archive/damaged");
    expect(await open([{ name: "a", data, method: 8, ...both({ crc: 7 }) }])).toBe("archive/damaged");
    expect(await open([{ name: "a", data, ...both({ crc: 7 }) }])).toBe("archive/damaged");
  });

  it("for being two archives in one", async () => {
    const other = zipOf([{ name: "other.txt", data: "other" }]);
    expect(await open(plain, { prefix: other })).toBe("archive/ambiguous");
    expect(await open(plain, { comment: other })).toBe("archive/ambiguous");
    expect(await open(plain, { suffix: other })).toBe("archive/ambiguous");
  });

  it("for records that its count leaves out", async () => {
    expect(await open(plain, { count: 2 })).toBe("archive/damaged");
  });

  it("wherever it is cut off", async () => {
    const whole = zipOf(plain);
    for (let length = 0; length < whole.length; length += 1) {
      expect([length, await openBytes(whole.subarray(0, length))]).toEqual([length, "archive/damaged"]);
    }
  });
});

describe("an open archive", () => {
  it("does not know folders, nor names that it does not list", async () => {
    await withTemporaryFile(zipOf(plain), (path) =>
      withArchive(path, async (archive) => {
        await expect(archive.read("OEBPS/")).rejects.toThrow("no file named");
        await expect(archive.read("__proto__")).rejects.toThrow("no file named");
      }),
    );
  });
});
