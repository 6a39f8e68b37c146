import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { bookRejected } from "../../../events/book-rejected.ts";
import { firstCause } from "../../../events/define-event.ts";
import { documentRefused } from "../../../events/document-refused.ts";
import type { Via } from "../../../events/values.ts";
import { toWire } from "../../../events/wire.ts";
import { type RejectedFolder, rejectedFolder } from "../../../functions/local/rejected-folder.ts";
import { fsBlobs } from "../../../shared/adapters/local/fs-blobs.ts";
import type { Blobs } from "../../../shared/ports/blobs.ts";

let folder: string;
let blobs: Blobs;
let rejected: RejectedFolder;
const place = (name: string) => join(folder, "rejected", name);
const found = async () => (await readdir(join(folder, "rejected"))).toSorted((a, b) => a.localeCompare(b));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rejected-"));
  blobs = await fsBlobs(join(folder, "blobs"));
  rejected = rejectedFolder(join(folder, "rejected"), blobs);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function refusal(fileName: string, content: string, via: Via = "inbox") {
  const blob = await blobs.write("home", new TextEncoder().encode(content), { bytesMax: 1000 });
  const event = bookRejected.from(firstCause("home", fileName + content), {
    subject: `book-${blob.sha256.slice(0, 8)}`,
    at: new Date("2026-03-01T08:00:00.000Z"),
    data: {
      bookId: `book-${blob.sha256.slice(0, 8)}`,
      sourceKey: blob.key,
      sha256: blob.sha256,
      bytes: blob.bytes,
      fileName,
      via,
      code: "book/unknown",
      message: "This is no book.",
    },
  });
  return { wire: toWire(event), key: blob.key };
}

describe("the folder of the rejected", () => {
  it("gets the file as it was, beside a reason for programs and for people", async () => {
    const { wire } = await refusal("strange.bin", "strange");
    await rejected.handle(wire);
    expect(await found()).toEqual(["strange.bin", "strange.bin.reason.json"]);
    expect(await readFile(place("strange.bin"), "utf8")).toBe("strange");
    expect(JSON.parse(await readFile(place("strange.bin.reason.json"), "utf8"))).toEqual({
      code: "book/unknown",
      message: "This is no book.",
      fileName: "strange.bin",
      at: "2026-03-01T08:00:00.000Z",
      bookId: wire.subject,
    });
  });

  it("gets what was opened and could not be made a document of, too", async () => {
    const { wire, key } = await refusal("broken.epub", "broken");
    const refused = documentRefused.from(firstCause("home", "k"), {
      subject: wire.subject,
      at: new Date("2026-03-01T08:00:00.000Z"),
      data: {
        documentId: wire.subject,
        kind: "book",
        sourceKey: key,
        fileName: "broken.epub",
        via: "inbox",
        code: "document/empty",
        message: "There is nothing to read in it.",
      },
    });
    await rejected.handle(toWire(refused));
    expect(await readFile(place("broken.epub"), "utf8")).toBe("broken");
  });

  it("gets nothing of what did not come through the inbox", async () => {
    await rejected.handle((await refusal("a.bin", "a", "http")).wire);
    await expect(found()).rejects.toThrow("ENOENT");
  });

  it("is the same after a repeat", async () => {
    const { wire } = await refusal("a.bin", "a");
    await rejected.handle(wire);
    await rejected.handle(wire);
    await rm(place("a.bin.reason.json"));
    await rejected.handle(wire);
    expect(await found()).toEqual(["a.bin", "a.bin.reason.json"]);
  });

  it("keeps different files of one name apart, even when they come at once", async () => {
    const wires = await Promise.all(["one", "two", "three"].map((content) => refusal("a.tar.gz", content)));
    await Promise.all(wires.map(({ wire }) => rejected.handle(wire)));
    const names = (await found()).filter((name) => !name.endsWith(".json"));
    expect(names).toEqual(["a.tar (2).gz", "a.tar (3).gz", "a.tar.gz"]);
    const contents = await Promise.all(names.map((name) => readFile(place(name), "utf8")));
    expect(contents.toSorted((a, b) => a.localeCompare(b))).toEqual(["one", "three", "two"]);
  });

  it("never overwrites what somebody else has put there", async () => {
    await mkdir(place("a.bin"), { recursive: true });
    await mkdir(place("b.bin.reason.json"), { recursive: true });
    await rejected.handle((await refusal("a.bin", "a")).wire);
    await rejected.handle((await refusal("b.bin", "b")).wire);
    expect(await found()).toEqual([
      "a (2).bin",
      "a (2).bin.reason.json",
      "a.bin",
      "b (2).bin",
      "b (2).bin.reason.json",
      "b.bin.reason.json",
    ]);
  });

  it("does not mistake a file for another one's reason", async () => {
    await rejected.handle((await refusal("a.bin.reason.json", "{}")).wire);
    await rejected.handle((await refusal("a.bin", "a")).wire);
    expect(await readFile(place("_a.bin.reason.json_"), "utf8")).toBe("{}");
    expect(JSON.parse(await readFile(place("a.bin.reason.json"), "utf8"))).toMatchObject({ fileName: "a.bin" });
  });

  it("still gives the reason when the content is gone", async () => {
    const { wire, key } = await refusal("a.bin", "a");
    await blobs.remove(key);
    await rejected.handle(wire);
    expect(await found()).toEqual(["a.bin.reason.json"]);
  });

  it("takes over a file that was never taken in, and finds it a free name", async () => {
    for (const content of ["one", "two"]) {
      await writeFile(join(folder, "large.epub"), content);
      await rejected.moveIn(join(folder, "large.epub"), "large.epub", {
        code: "book/too-large",
        message: "Too large.",
      });
    }
    expect(await found()).toEqual([
      "large (2).epub",
      "large (2).epub.reason.json",
      "large.epub",
      "large.epub.reason.json",
    ]);
    expect(await readFile(place("large (2).epub"), "utf8")).toBe("two");
  });

  it.each([
    ["../../escape.bin", "escape.bin"],
    ["/etc/passwd", "passwd"],
    ["..", "file"],
    [".hidden.bin", "_hidden.bin"],
    ["con.txt", "_con.txt_"],
    ['a<b>:"c|d?*.bin', "a_b___c_d__.bin"],
    ["dots...", "dots_"],
    [`${"x".repeat(300)}.bin`, `${"x".repeat(200)}.bin`],
  ])("makes a harmless name of %j", async (fileName, name) => {
    await rejected.handle((await refusal(fileName, "content")).wire);
    expect(await found()).toEqual([name, `${name}.reason.json`].toSorted((a, b) => a.localeCompare(b)));
  });

  it("puts a file into itself and nowhere else, whatever it is called", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (fileName) => {
        await rejected.handle((await refusal(fileName, fileName)).wire);
        expect((await readdir(folder)).toSorted((a, b) => a.localeCompare(b))).toEqual(["blobs", "rejected"]);
        expect(await found()).toHaveLength(2);
        await rm(join(folder, "rejected"), { recursive: true });
      }),
      { numRuns: 100 },
    );
  });
});
