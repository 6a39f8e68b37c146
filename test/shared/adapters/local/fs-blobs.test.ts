import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { fsBlobs } from "../../../../shared/adapters/local/fs-blobs.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "blobs-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const content = new TextEncoder().encode("content");
const sha256 = createHash("sha256").update(content).digest("hex");
const limit = { bytesMax: 1000 };

it("puts content where its hash says, readable for its owner alone, and leaves nothing beside it", async () => {
  const blobs = await fsBlobs(folder);
  await blobs.write("home", content, limit);
  const place = join(folder, "home", sha256.slice(0, 2), sha256);
  expect(await readFile(place)).toEqual(Buffer.from(content));
  if (process.platform !== "win32") expect((await stat(place)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, ".scratch"))).toEqual([]);
});

it("clears away at the start what a process that is gone was in the middle of", async () => {
  await fsBlobs(folder);
  await writeFile(join(folder, ".scratch", "half"), "half a boo");
  const blobs = await fsBlobs(folder);
  expect(await readdir(join(folder, ".scratch"))).toEqual([]);
  expect(await blobs.size(`home/${sha256}`)).toBeUndefined();
});

it("does not write again what is there", async () => {
  const blobs = await fsBlobs(folder);
  await blobs.write("home", content, limit);
  const place = join(folder, "home", sha256.slice(0, 2), sha256);
  const before = await stat(place, { bigint: true });
  await blobs.write("home", content, limit);
  await blobs.write("home", [content].values() as unknown as AsyncIterable<Uint8Array>, limit);
  const after = await stat(place, { bigint: true });
  expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
});

it("gives back its content to a file that the disk has lost some of", async () => {
  const blobs = await fsBlobs(folder);
  const { key } = await blobs.write("home", content, limit);
  await truncate(join(folder, "home", sha256.slice(0, 2), sha256), 3);
  expect(await blobs.size(key)).toBe(3);
  await blobs.write("home", content, limit);
  expect(await blobs.size(key)).toBe(content.byteLength);
});

it("holds no more than a few chunks in memory while a large file streams through", async () => {
  const blobs = await fsBlobs(folder);
  const chunk = new Uint8Array(1024 * 1024);
  async function* large() {
    for (let count = 0; count < 200; count += 1) {
      chunk[0] = count;
      yield chunk;
    }
  }
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const { key, bytes } = await blobs.write("home", large(), { bytesMax: 300 * 1024 * 1024 });
  for await (const part of (await blobs.read(key)) ?? []) {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    expect(part.byteLength).toBeLessThanOrEqual(1024 * 1024);
  }
  expect(bytes).toBe(200 * 1024 * 1024);
  expect(most).toBeLessThan(100 * 1024 * 1024);
});
