import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, it } from "@jest/globals";
import { arrivingPrefix, gcsBlobs } from "../../shared/adapters/google/gcs-blobs.ts";
import { emptyBucket } from "../google/bucket-in-test.ts";
import { crc32cOf } from "../google/crc32c.ts";
import { blobsContract } from "./blobs.contract.ts";

async function open() {
  const { bucket, names, close: closeBucket } = await emptyBucket();
  const scratch = await mkdtemp(join(tmpdir(), "blobs-"));
  const blobs = gcsBlobs({ bucket, scratch });
  const close = async () => {
    await closeBucket();
    await rm(scratch, { recursive: true, force: true });
  };
  return { names, blobs, close };
}

// Google has no emulator of Cloud Storage. The stand-in is ours, so it shows that the adapter keeps the port's promises
// on the service as documented: whether the service keeps its own is for a run against a project to show.
blobsContract("gcsBlobs", open);

const chunkBytes = 1_000_000;

async function* inChunks(content: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += chunkBytes) yield content.subarray(at, at + chunkBytes);
}

it("sends what is large in chunks under a name for the time being, and leaves nothing under it", async () => {
  const { names, blobs, close } = await open();
  const content = randomBytes(11_000_000);
  const limit = { bytesMax: 20_000_000 };
  const blob = await blobs.write("home", inChunks(content), limit);
  expect(await blobs.write("home", inChunks(content), limit)).toEqual(blob);
  expect(blob.bytes).toBe(content.length);
  const read = await blobs.read(blob.key);
  expect(read && (await buffer(read)).equals(content)).toBe(true);
  await expect(blobs.write("home", inChunks(content), { bytesMax: 10_000_000 })).rejects.toThrow("larger than");
  expect(await names(arrivingPrefix)).toEqual([]);
  expect(await names("")).toEqual([blob.key]);
  await close();
});

it("checks with the sum that RFC 3720 gives for its examples", () => {
  expect(crc32cOf(new Uint8Array(32))).toBe(Buffer.from("8a9136aa", "hex").toString("base64"));
  expect(crc32cOf(new TextEncoder().encode("123456789"))).toBe(Buffer.from("e3069283", "hex").toString("base64"));
});
