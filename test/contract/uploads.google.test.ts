import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { gcsBucket } from "../../shared/adapters/google/gcs-bucket.ts";
import { gcsUploads } from "../../shared/adapters/google/gcs-uploads.ts";
import type { Uploads } from "../../shared/ports/uploads.ts";
import { systemRandomness } from "../../shared/system-clock.ts";
import { type StorageNotification, type StorageServer, startStorage } from "../google/storage-server.ts";

let storage: StorageServer;
let uploads: Uploads;
const notifications: StorageNotification[] = [];
beforeEach(async () => {
  notifications.length = 0;
  storage = await startStorage({ onFinalize: (notification) => notifications.push(notification) });
  const bucket = gcsBucket({ projectId: "test", bucket: "uploads", apiEndpoint: storage.address });
  uploads = gcsUploads({ bucket, randomness: systemRandomness });
});
afterEach(() => storage.close());

const until = new Date(Date.UTC(2099, 0));
const request = { account: "home", fileName: "Émile, ou l’Éducation.epub", bytes: 5, until };

// The stand-in checks no signature: that the service does, and takes only what was signed, is the service's own.
// https://cloud.google.com/storage/docs/access-control/signed-urls says so.
describe("gcsUploads lets files be put straight into a bucket and", () => {
  it("signs an address, with headers, for one file of exactly that size", async () => {
    const soon = new Date(Date.now() + 3_600_000);
    const { url, headers } = await uploads.sign({ ...request, until: soon });
    const { searchParams } = new URL(url);
    expect(searchParams.get("X-Goog-Algorithm")).toBe("GOOG4-RSA-SHA256");
    const signed = searchParams.get("X-Goog-SignedHeaders")?.split(";");
    expect(signed).toEqual(expect.arrayContaining(["host", ...Object.keys(headers)]));
    const put = (body: string) =>
      fetch(url.replace("https://storage.googleapis.com", storage.address), { method: "PUT", headers, body });
    expect((await put("too long")).status).toBe(400);
    expect((await put("12345")).status).toBe(200);
    expect((await put("54321")).status).toBe(412);
    expect(notifications).toHaveLength(1);
    const [name = ""] = storage.names("home/", "uploads");
    expect(name).toMatch(/^home\/[0-9a-f]{32}\/Émile, ou l’Éducation\.epub$/);
  });

  it("reads that very file, and nothing that has come in its place", async () => {
    const generation = storage.put("uploads", "book.epub", Buffer.from("first"));
    const read = await uploads.read({ name: "book.epub", generation });
    expect(read && (await buffer(read)).toString()).toBe("first");
    const next = storage.put("uploads", "book.epub", Buffer.from("second"));
    expect(await uploads.read({ name: "book.epub", generation })).toBeUndefined();
    expect(await uploads.read({ name: "other.epub", generation: next })).toBeUndefined();
  });

  it("removes that very file, once, and nothing that has come in its place", async () => {
    const generation = storage.put("uploads", "book.epub", Buffer.from("first"));
    storage.put("uploads", "book.epub", Buffer.from("second"));
    await uploads.remove({ name: "book.epub", generation });
    expect(storage.names("", "uploads")).toEqual(["book.epub"]);
    const other = storage.put("uploads", "other.epub", Buffer.from("third"));
    await uploads.remove({ name: "other.epub", generation: other });
    await uploads.remove({ name: "other.epub", generation: other });
    expect(storage.names("", "uploads")).toEqual(["book.epub"]);
  });
});
