import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import type { Blobs } from "../../shared/ports/blobs.ts";

export interface BlobsUnderTest {
  readonly blobs: Blobs;
  close(): Promise<void>;
}

const limit = { bytesMax: 1_000_000 };
const text = (words: string) => new TextEncoder().encode(words);
const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function contentOf(chunks: AsyncIterable<Uint8Array> | undefined): Promise<Buffer | undefined> {
  if (chunks === undefined) return undefined;
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

async function* chunked(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

export function blobsContract(adapter: string, open: () => Promise<BlobsUnderTest>) {
  describe(`${adapter} keeps content and`, () => {
    let blobs: Blobs;
    let opened: BlobsUnderTest;
    beforeEach(async () => {
      opened = await open();
      ({ blobs } = opened);
    });
    afterEach(() => opened.close());

    it("answers the same bytes under their hash, whatever they are and however they come", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 5000 }), { maxLength: 8 }), async (chunks) => {
          const whole = Buffer.concat(chunks);
          const blob = await blobs.write("home", chunked(...chunks), limit);
          expect(blob).toEqual({ key: blob.key, sha256: sha256Of(whole), bytes: whole.length });
          expect(await blobs.write("home", whole, limit)).toEqual(blob);
          expect(await contentOf(await blobs.read(blob.key))).toEqual(whole);
          expect(await blobs.size(blob.key)).toBe(whole.length);
        }),
        { numRuns: 30 },
      );
    });

    it("carries the account in the key, so that the same content of two accounts lies apart", async () => {
      const mine = await blobs.write("mine", text("same"), limit);
      const yours = await blobs.write("yours", text("same"), limit);
      expect(mine.key).not.toBe(yours.key);
      await blobs.remove(mine.key);
      expect(await blobs.size(mine.key)).toBeUndefined();
      expect(await blobs.size(yours.key)).toBe(4);
    });

    it("erases all content of one account, and none of another's, however alike they are called", async () => {
      const mine = await Promise.all(
        Array.from({ length: 60 }, (_, at) => blobs.write("mine", text(`content ${at}`), limit)),
      );
      const theirs = await Promise.all(
        ["mine2", "min", "mine-2"].map((account) => blobs.write(account, text("content 1"), limit)),
      );
      for (const _ of ["at first", "and again"]) {
        await blobs.erase("mine");
        expect(await Promise.all(mine.map(({ key }) => blobs.size(key)))).toEqual(mine.map(() => undefined));
        expect(await Promise.all(theirs.map(({ key }) => blobs.size(key)))).toEqual([9, 9, 9]);
      }
      const again = await blobs.write("mine", text("content 1"), limit);
      expect(await contentOf(await blobs.read(again.key))).toEqual(Buffer.from("content 1"));
      await expect(blobs.erase("..")).rejects.toThrow("cannot be an account");
      await expect(blobs.erase("")).rejects.toThrow("cannot be an account");
    });

    it("refuses what is too large as soon as it is, and keeps nothing of it", async () => {
      let asked = 0;
      async function* endless() {
        for (;;) {
          asked += 1;
          yield new Uint8Array(1000);
        }
      }
      await expect(blobs.write("home", endless(), { bytesMax: 5000 })).rejects.toMatchObject({
        name: "Rejected",
        code: "blob/too-large",
      });
      expect(asked).toBe(6);
      await expect(blobs.write("home", new Uint8Array(5001), { bytesMax: 5000 })).rejects.toMatchObject({
        code: "blob/too-large",
      });
      expect(await blobs.size(`home/${sha256Of(new Uint8Array(5001))}`)).toBeUndefined();
      expect((await blobs.write("home", new Uint8Array(5000), { bytesMax: 5000 })).bytes).toBe(5000);
    });

    it("keeps nothing of what broke off", async () => {
      async function* broken() {
        yield text("the beginning");
        throw new Error("the line went dead");
      }
      await expect(blobs.write("home", broken(), limit)).rejects.toThrow("the line went dead");
      expect(await blobs.size(`home/${sha256Of(text("the beginning"))}`)).toBeUndefined();
    });

    it("takes the same content at the same time from many", async () => {
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, number) =>
          blobs.write("home", number % 2 === 0 ? text("same") : chunked(text("sa"), text("me")), limit),
        ),
      );
      expect(new Set(all.map(({ key }) => key)).size).toBe(1);
      expect((await contentOf(await blobs.read(all[0]?.key ?? "")))?.toString()).toBe("same");
    });

    it("reads a range with both ends included, and no further than the content goes", async () => {
      const { key } = await blobs.write("home", text("0123456789"), limit);
      const range = async (start: number, end: number) =>
        (await contentOf(await blobs.read(key, { start, end })))?.toString();
      expect(await range(0, 0)).toBe("0");
      expect(await range(3, 6)).toBe("3456");
      expect(await range(8, 99)).toBe("89");
      expect(await range(10, 12)).toBe("");
      expect(await range(5, 4)).toBe("");
    });

    it("answers nothing for what is not there, and for what is no key at all", async () => {
      const keys = [
        `home/${"0".repeat(64)}`,
        "",
        "home",
        "../../etc/passwd",
        `../${"0".repeat(64)}`,
        `home/../home/${"0".repeat(64)}`,
        `home/${"A".repeat(64)}`,
        `.scratch/${"0".repeat(64)}`,
        "home/\u0000",
      ];
      for (const key of keys) {
        expect(await blobs.read(key)).toBeUndefined();
        expect(await blobs.size(key)).toBeUndefined();
        await expect(blobs.withFile(key, async () => "used")).rejects.toMatchObject({ code: "blob/missing" });
        await expect(blobs.remove(key)).resolves.toBeUndefined();
      }
    });

    it("stores nothing for what cannot be an account", async () => {
      for (const account of ["", ".", "..", "a/b", "a\\b", ".scratch", "a\u0000", "a".repeat(200)]) {
        await expect(blobs.write(account, text("x"), limit)).rejects.toThrow("cannot be an account");
      }
    });

    it("lends a file with the content until its user has settled, even if it is removed meanwhile", async () => {
      const { key } = await blobs.write("home", text("lent"), limit);
      const lent = await blobs.withFile(key, async (path) => {
        await blobs.remove(key);
        expect(await blobs.size(key)).toBeUndefined();
        return { path, content: await readFile(path, "utf8") };
      });
      expect(lent.content).toBe("lent");
      expect(existsSync(lent.path)).toBe(false);
      const other = await blobs.write("home", text("lent"), limit);
      await expect(blobs.withFile(other.key, () => Promise.reject(new Error("my fault")))).rejects.toThrow("my fault");
      expect(await blobs.size(other.key)).toBe(4);
    });

    it("takes a file that was made in scratch, and answers as if it had been written", async () => {
      const blob = await blobs.withScratch(async (path) => {
        await writeFile(path, "made in scratch");
        const taken = await blobs.take("home", path);
        expect(existsSync(path)).toBe(false);
        return taken;
      });
      expect(blob).toEqual(await blobs.write("home", text("made in scratch"), limit));
      const again = await blobs.withScratch(async (path) => {
        await writeFile(path, "made in scratch");
        return await blobs.take("home", path);
      });
      expect(again).toEqual(blob);
      expect((await contentOf(await blobs.read(blob.key)))?.toString()).toBe("made in scratch");
    });

    it("removes what lies in scratch once its user has settled, whether well or not", async () => {
      const paths: string[] = [];
      await blobs.withScratch(async (path) => {
        paths.push(path);
        await writeFile(path, "left behind");
      });
      await expect(
        blobs.withScratch(async (path) => {
          paths.push(path);
          await writeFile(path, "left behind");
          throw new Error("mishap");
        }),
      ).rejects.toThrow("mishap");
      expect(new Set(paths).size).toBe(2);
      expect(paths.filter((path) => existsSync(path))).toEqual([]);
    });

    it("removes what is there, and does not mind what is not", async () => {
      const { key } = await blobs.write("home", text("gone soon"), limit);
      await blobs.remove(key);
      await blobs.remove(key);
      expect(await blobs.read(key)).toBeUndefined();
    });

    it("says what is missing when content disappears between the question and the reading", async () => {
      const { key } = await blobs.write("home", text("short-lived"), limit);
      const chunks = await blobs.read(key);
      await blobs.remove(key);
      await expect(contentOf(chunks)).rejects.toMatchObject({ code: "blob/missing" });
    });
  });
}
