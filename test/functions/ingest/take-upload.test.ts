import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Envelope } from "../../../events/define-event.ts";
import { takeUpload } from "../../../functions/ingest/take-upload.ts";
import { fsBlobs } from "../../../shared/adapters/local/fs-blobs.ts";
import type { Blobs } from "../../../shared/ports/blobs.ts";
import type { UploadPlace, Uploads } from "../../../shared/ports/uploads.ts";
import { receivedBytesMax } from "../../../shared/receive-file.ts";
import { keptLog } from "../../kept-log.ts";
import { temporaryFolder } from "../../temporary-folder.ts";

const files = new Map<string, AsyncIterable<Uint8Array>>();
const published: Envelope[] = [];
let failsToPublish = false;
let blobs: Blobs;
beforeEach(async () => {
  files.clear();
  published.length = 0;
  failsToPublish = false;
  blobs = await fsBlobs(await temporaryFolder());
});

const placeOf = ({ name, generation }: UploadPlace) => `${name}#${generation}`;
const uploads: Uploads = {
  sign: async () => ({ url: "", headers: {} }),
  read: async (place) => files.get(placeOf(place)),
  remove: async (place) => void files.delete(placeOf(place)),
};
const take = (changed: Readonly<Record<string, unknown>> = {}) =>
  takeUpload(
    "home",
    { bucket: "uploads", name: "home/1f/Émile.md", generation: "7", bytes: 5, mediaType: "", metadata: {}, ...changed },
    {
      uploads,
      blobs,
      events: {
        publish: async (...events) => {
          if (failsToPublish) throw new Error("unwell");
          published.push(...events);
        },
      },
      clock: { now: () => new Date("2026-03-01T08:00:00.000Z") },
      log: keptLog(),
    },
  );

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
async function* endless(): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent <= receivedBytesMax; sent += 16 * 1024 * 1024) yield new Uint8Array(16 * 1024 * 1024);
}

describe("a file in the bucket of uploads", () => {
  it("is taken in, and leaves the bucket", async () => {
    files.set("home/1f/Émile.md#7", bytes("# One"));
    await take();
    expect(published).toMatchObject([
      {
        name: "book.received",
        account: "home",
        data: { fileName: "Émile.md", via: "bucket", deliver: true, bytes: 5 },
      },
    ]);
    expect(files.size).toBe(0);
  });

  it("is kept off the automatic devices where its metadata says so", async () => {
    files.set("home/1f/Émile.md#7", bytes("# One"));
    await take({ metadata: { deliver: "false" } });
    expect(published).toMatchObject([{ data: { deliver: false } }]);
  });

  it("is announced again, under the same id, where that failed the first time", async () => {
    files.set("home/1f/Émile.md#7", bytes("# One"));
    failsToPublish = true;
    await expect(take()).rejects.toThrow("unwell");
    failsToPublish = false;
    files.set("home/1f/Émile.md#7", bytes("# One"));
    await take();
    files.set("home/1f/Émile.md#7", bytes("# One"));
    await take();
    expect(new Set(published.map(({ id }) => id)).size).toBe(1);
    files.set("home/1f/Émile.md#8", bytes("# One"));
    await take({ generation: "8" });
    expect(new Set(published.map(({ id }) => id)).size).toBe(2);
  });

  it("that is gone already is nobody's trouble", async () => {
    await take();
    expect(published).toEqual([]);
  });

  it("that is larger than is taken stays there, and its owner is told", async () => {
    files.set("home/1f/Émile.md#7", endless());
    await take();
    expect(published).toMatchObject([{ name: "event.rejected", data: { step: "ingest", code: "book/too-large" } }]);
    expect(files.size).toBe(1);
  });
});
