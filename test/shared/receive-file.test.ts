import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import type { Envelope } from "../../events/define-event.ts";
import { fsBlobs } from "../../shared/adapters/local/fs-blobs.ts";
import type { Blobs } from "../../shared/ports/blobs.ts";
import { presentableFileName, type ReceivedFile, receivedBytesMax, receiveFile } from "../../shared/receive-file.ts";

let folder: string;
let blobs: Blobs;
let published: Envelope[];
const clock = { now: () => new Date("2026-03-01T08:00:00.000Z") };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "receive-"));
  blobs = await fsBlobs(folder);
  published = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ports = () => ({
  blobs,
  clock,
  events: { publish: async (...events: Envelope[]) => void published.push(...events) },
});
const file = (more: Partial<ReceivedFile> = {}): ReceivedFile => ({
  account: "home",
  fileName: "book.txt",
  mediaType: "text/plain",
  via: "http",
  deliver: true,
  content: new TextEncoder().encode("content"),
  causeKey: "key",
  ...more,
});

async function* broken() {
  yield new Uint8Array(10);
  throw new Error("the line went dead");
}

describe("a file that comes in", () => {
  it("is durable and announced, under ids that follow from what it is", async () => {
    const { bookId } = await receiveFile(file(), ports());
    expect(published).toHaveLength(1);
    expect(published[0]).toMatchObject({
      name: "book.received",
      account: "home",
      subject: bookId,
      occurredAt: "2026-03-01T08:00:00.000Z",
      data: { bookId, bytes: 7, fileName: "book.txt", mediaType: "text/plain", via: "http", deliver: true },
    });
    const [event] = published as { data: { sourceKey: string } }[];
    expect(await blobs.size(event?.data.sourceKey ?? "")).toBe(7);
  });

  it("is the same arrival when it is told again, and another one under another key", async () => {
    await receiveFile(file(), ports());
    await receiveFile(file(), ports());
    await receiveFile(file({ causeKey: "another" }), ports());
    const [first, second, third] = published;
    expect(second?.id).toBe(first?.id);
    expect(third?.id).not.toBe(first?.id);
    expect(third?.subject).toBe(first?.subject);
  });

  it("is not announced when its bytes did not all come", async () => {
    await expect(receiveFile(file({ content: broken() }), ports())).rejects.toThrow("the line went dead");
    expect(published).toEqual([]);
  });

  it("is refused in a sentence when it is too large, as soon as it is", async () => {
    const chunk = new Uint8Array(16 * 1024 * 1024);
    let asked = 0;
    async function* endless() {
      for (;;) {
        asked += chunk.length;
        yield chunk;
      }
    }
    await expect(receiveFile(file({ content: endless() }), ports())).rejects.toMatchObject({
      code: "book/too-large",
      message: expect.stringMatching(/larger than 200 MB.*\.$/),
    });
    expect(asked).toBeLessThanOrEqual(receivedBytesMax + chunk.length);
    expect(published).toEqual([]);
  });

  it.each([
    ["text/HTML; charset=Windows-1252", "text/html; charset=windows-1252"],
    ["", "application/octet-stream"],
    ["nonsense", "application/octet-stream"],
    ["text/plain\r\nX-Evil: 1", "application/octet-stream"],
  ])("has its declared type %j kept as %j", async (declared, kept) => {
    await receiveFile(file({ mediaType: declared }), ports());
    expect(published[0]?.data).toMatchObject({ mediaType: kept });
  });
});

describe("a file's name for people", () => {
  it.each([
    ["Der Prozeß.epub", "Der Prozeß.epub"],
    ["C:\\fakepath\\book.epub", "book.epub"],
    ["../../etc/passwd", "passwd"],
    ["e\u0301.txt", "\u00e9.txt"],
    ["a\u0000b\r\nc.txt", "a b c.txt"],
    ["book\u202ebupe.exe", "book bupe.exe"],
    ["", "file"],
    ["..", "file"],
    ["folder/", "file"],
    ["\ud800.txt", "\ufffd.txt"],
    [`${"ü".repeat(300)}.epub`, `${"ü".repeat(125)}.epub`],
  ])("makes %j into %j", (name, presentable) => {
    expect(presentableFileName(name)).toBe(presentable);
  });

  it("is one line without a path, of at most 255 bytes and not empty, whatever it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
        const presentable = presentableFileName(name);
        expect(presentable).not.toMatch(/[/\\\p{Cc}\u2028\u2029]/u);
        expect(Buffer.byteLength(presentable)).toBeLessThanOrEqual(255);
        expect(presentable.trim()).not.toBe("");
        expect(presentableFileName(presentable)).toBe(presentable);
      }),
    );
  });
});
