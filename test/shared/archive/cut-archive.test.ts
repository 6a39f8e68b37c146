import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { archiveLimits } from "../../../shared/archive/archive-limits.ts";
import { readCutArchive } from "../../../shared/archive/cut-archive.ts";
import { openArchive, openDamagedArchive, withArchive } from "../../../shared/archive/open-archive.ts";
import { withTemporaryFile } from "../../temporary-file.ts";
import { verdictOf } from "../../verdict.ts";
import { type ZipFile, zipOf } from "./zip-writer.ts";

/** The texts in a ZIP by their names, or the code with which it is refused. */
async function open(bytes: Uint8Array, opening: typeof openArchive = openDamagedArchive) {
  return withTemporaryFile(bytes, async (path) => {
    const texts: Record<string, string> = {};
    const verdict = await verdictOf(() =>
      withArchive(
        path,
        async (archive) => {
          for (const name of archive.entries.keys()) texts[name] = Buffer.from(await archive.read(name)).toString();
          expect(archive.isCut).toBe(bytes.length < (wholeBytes.get(bytes.buffer) ?? 0));
        },
        opening,
      ),
    );
    return verdict === "accepted" ? texts : verdict;
  });
}

/** How long archives are that parts were taken of. */
const wholeBytes = new Map<ArrayBufferLike, number>();

function zip(files: readonly ZipFile[]): Buffer {
  const bytes = zipOf(files);
  wholeBytes.set(bytes.buffer, bytes.length);
  return bytes;
}

const three: readonly ZipFile[] = [
  { name: "mimetype", data: "application/epub+zip" },
  { name: "a/", data: "" },
  { name: "a/one", data: "one ".repeat(100), method: 8 },
  { name: "two", data: "two ".repeat(100), method: 8 },
];
const described = three.map((file) => ({ ...file, described: true }));

const cut = (files: readonly ZipFile[], bytes: number) => open(zip(files).subarray(0, -bytes));

describe("an archive that is cut off", () => {
  it.each([
    ["as their headers say", three],
    ["as is said behind them", described],
  ])("has the files that are whole, %s", async (_how, files) => {
    const whole = zip(files);
    const directoryAt = whole.indexOf("PK\x01\x02", 0, "latin1");
    const all = { mimetype: "application/epub+zip", "a/one": "one ".repeat(100), two: "two ".repeat(100) };
    for (const end of [whole.length - 1, whole.length - 22, directoryAt + 50, directoryAt]) {
      expect([end, await open(whole.subarray(0, end))]).toEqual([end, all]);
    }
    expect(await open(whole.subarray(0, directoryAt - 3))).toEqual({
      ...all,
      two: expect.stringMatching(/^(?:two )+/u),
    });
  });

  it("has of the last file what there is", async () => {
    const text = Array.from({ length: 2000 }, (_, at) => `${at * at} `).join("");
    for (const method of [0, 8] as const) {
      const whole = zip([{ name: "one", data: text, method }]);
      const found = await open(whole.subarray(0, whole.indexOf("PK\x01\x02", 0, "latin1") / 2));
      const { one = "" } = typeof found === "string" ? {} : found;
      expect([text.startsWith(one), one.length > text.length / 4, one.length < text.length]).toEqual([
        true,
        true,
        true,
      ]);
    }
    const streamed = zip([{ name: "one", data: text, method: 8, described: true }]);
    expect(await open(streamed.subarray(0, 3000))).toEqual({ one: expect.stringMatching(/^0 1 4 9 /u) });
    // Nobody knows where this would end.
    const stored = zip([{ name: "one", data: text, described: true }]);
    expect(await open(stored.subarray(0, 3000))).toBe("archive/damaged");
  });

  it("is judged by what comes out of the last file as well", async () => {
    const bomb = zip([{ name: "x", data: Buffer.alloc(30_000_000), method: 8, described: true }]);
    expect(await open(bomb.subarray(0, 25_000))).toBe("archive/bomb");
  });

  it("may hold archives, whose ends are none of its own", async () => {
    const book = zipOf([{ name: "x", data: "y" }]);
    const whole = zip([
      { name: "1.epub", data: book },
      { name: "2.epub", data: book },
    ]);
    const all = { "1.epub": book.toString(), "2.epub": book.toString() };
    expect(await open(whole.subarray(0, -30))).toEqual(all);
    expect(await open(whole.subarray(0, whole.lastIndexOf("2.epub") - 60))).toEqual(all);
    expect(await open(whole.subarray(0, -30), openArchive)).toBe("archive/ambiguous");
  });

  it("is read about once, however many files it has that do not say how long they are", async () => {
    const data = Buffer.concat(Array.from({ length: 20 }, (_, at) => createHash("sha512").update(`${at}`).digest()));
    const many = Array.from({ length: 300 }, (_, at) => ({ name: `${at}`, data, method: 8 as const, described: true }));
    const bytes = zipOf(many).subarray(0, -1);
    let read = 0;
    const readAt = (position: number, length: number) => {
      const part = bytes.subarray(position, position + length);
      read += part.length;
      return Promise.resolve(part);
    };
    expect((await readCutArchive(readAt, bytes.length, archiveLimits))?.ranges).toHaveLength(300);
    expect(read).toBeLessThan(10 * bytes.length);
  });

  it("is refused where all of it has to be there", async () => {
    const whole = zip(three);
    expect(await open(whole.subarray(0, -1), openArchive)).toBe("archive/damaged");
    expect(await open(whole.subarray(0, 20))).toBe("archive/damaged");
  });

  it("is refused for what any archive is refused for", async () => {
    const link = { madeBy: (3 << 8) | 20, externalAttributes: ((0xa000 | 0o777) << 16) >>> 0 };
    expect(await cut([{ name: "../x", data: "x" }], 30)).toBe("archive/unsafe-name");
    expect(await cut([...three, { name: "TWO", data: "x" }], 30)).toBe("archive/duplicate-name");
    expect(await cut([{ name: "x", data: "x", flags: 1 }], 30)).toBe("archive/encrypted");
    expect(await cut([{ name: "x", data: Buffer.alloc(3_000_000), method: 8 }], 30)).toBe("archive/bomb");
    expect(await cut([{ name: "x", data: "y", ...link }], 1)).toBe("archive/link");
    expect(await cut([{ name: "x", data: "xyz", local: { crc: 1 }, central: { crc: 1 } }], 30)).toBe("archive/damaged");
  });

  it("is refused where what is left of its directory says something else", async () => {
    const other = [{ name: "x", data: "xyz", central: { name: Buffer.from("y") } }];
    expect(await open(zip(other).subarray(0, -1))).toBe("archive/damaged");
  });

  it("is none where it has an end, or does not begin with a file", async () => {
    const damaged = zipOf(three, { directoryOffset: 5, directoryBytes: 5 });
    expect(await open(damaged)).toBe("archive/damaged");
    expect(await open(Buffer.concat([Buffer.from("x"), zip(three).subarray(0, -1)]))).toBe("archive/damaged");
  });

  it("never has anything but the files that were in it, as they were or the start of the last, wherever it is cut", async () => {
    const data = fc.string({ unit: fc.constantFrom("a", "PK", "\x03\x04", "\x07\x08", "\0"), maxLength: 40 });
    const file = fc.record({ data, method: fc.constantFrom(0, 8), described: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(file, { minLength: 1, maxLength: 5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (files, share) => {
          const named = files.map((one, at) => ({ ...one, name: `${at}` }));
          const whole = zipOf(named);
          const found = await withTemporaryFile(whole.subarray(0, Math.floor(share * whole.length)), async (path) => {
            const texts: Record<string, string> = {};
            const verdict = await verdictOf(() =>
              withArchive(
                path,
                async (archive) => {
                  for (const name of archive.entries.keys())
                    texts[name] = Buffer.from(await archive.read(name)).toString();
                },
                openDamagedArchive,
              ),
            );
            return { verdict, texts };
          });
          expect(found.verdict).toMatch(/^(?:accepted|archive\/damaged)$/u);
          const texts = Object.entries(found.texts);
          for (const [at, [name, text]] of texts.entries()) {
            const data = files[Number(name)]?.data ?? "";
            // Half of a character at the end is none.
            expect(text).toBe(at === texts.length - 1 ? data.slice(0, text.length) : data);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
