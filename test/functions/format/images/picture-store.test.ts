import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { openPictureStore } from "../../../../functions/format/images/picture-store.ts";
import { temporaryFolder } from "../../../temporary-folder.ts";

describe("the store of prepared pictures", () => {
  it("gives back what it was given, in whatever order, from memory or from its file", async () => {
    const folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 400 })), async (pictures) => {
        const store = openPictureStore(join(folder, "pictures"), 500);
        const kept = [];
        for (const bytes of pictures) kept.push(await store.keep(bytes));
        expect(kept.map(({ bytes }) => bytes)).toEqual(pictures.map(({ length }) => length));
        const read = await Promise.all(kept.toReversed().map(async (one) => Buffer.from(await one.read())));
        expect(read.toReversed()).toEqual(pictures.map((bytes) => Buffer.from(bytes)));
        await store.close();
        expect(await readdir(folder)).toEqual([]);
      }),
    );
  });

  it("makes no file while everything has room in memory", async () => {
    const store = openPictureStore("/no/such/folder/pictures", 10);
    await store.keep(new Uint8Array(10));
    await expect(store.keep(new Uint8Array(1))).rejects.toThrow("ENOENT");
  });

  it("leaves no name behind that a crash could leave in the folder", async () => {
    const folder = await temporaryFolder();
    const store = openPictureStore(join(folder, "pictures"), 0);
    const kept = await store.keep(new Uint8Array([1, 2, 3]));
    expect(await readdir(folder)).toEqual([]);
    expect([...(await kept.read())]).toEqual([1, 2, 3]);
    await store.close();
  });
});
