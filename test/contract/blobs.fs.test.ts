import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fsBlobs } from "../../shared/adapters/local/fs-blobs.ts";
import { blobsContract } from "./blobs.contract.ts";

blobsContract("fsBlobs", async () => {
  const folder = await mkdtemp(join(tmpdir(), "blobs-"));
  return { blobs: await fsBlobs(folder), close: () => rm(folder, { recursive: true, force: true }) };
});
