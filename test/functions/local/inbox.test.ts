import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import {
  appendFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { BookReceived } from "../../../events/book-received.ts";
import type { Envelope } from "../../../events/define-event.ts";
import { type Inbox, openInbox } from "../../../functions/local/inbox.ts";
import { rejectedFolder } from "../../../functions/local/rejected-folder.ts";
import { generationOf, takeFile } from "../../../functions/local/take-file.ts";
import { fsBlobs } from "../../../shared/adapters/local/fs-blobs.ts";
import type { Blobs } from "../../../shared/ports/blobs.ts";
import { receivedBytesMax } from "../../../shared/receive-file.ts";
import { keptLog } from "../../kept-log.ts";
import { type VirtualTime, virtualTime } from "../../virtual-time.ts";

let folder: string;
let inboxPath: string;
let blobs: Blobs;
let time: VirtualTime;
let log: ReturnType<typeof keptLog>;
let published: BookReceived[];
let inbox: Inbox;
/** Runs between the durable content and its announcement. */
let beforePublishing: () => Promise<void>;
/** Runs between the announcement and the removal. */
let afterPublishing: () => Promise<void>;

const events = {
  publish: async (...all: readonly Envelope[]) => {
    await beforePublishing();
    published.push(...(all as readonly BookReceived[]));
    await afterPublishing();
  },
};
const ports = () => ({
  blobs,
  events,
  clock: time,
  timers: time,
  log,
  rejected: rejectedFolder(join(folder, "rejected"), blobs),
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "inbox-"));
  inboxPath = join(folder, "inbox");
  await mkdir(inboxPath);
  blobs = await fsBlobs(join(folder, "blobs"));
  // An hour from now, so that what is written today counts as quiet; tests of fresh files set the times back.
  time = virtualTime(new Date(performance.timeOrigin + performance.now() + 3_600_000).toISOString());
  log = keptLog();
  published = [];
  beforePublishing = async () => {};
  afterPublishing = async () => {};
});
afterEach(async () => {
  await inbox?.stop();
  await rm(folder, { recursive: true, force: true });
});

const names = () => published.map(({ data }) => data.fileName).toSorted((a, b) => a.localeCompare(b));
const contentOf = async ({ data }: BookReceived) => {
  const parts: Uint8Array[] = [];
  for await (const part of (await blobs.read(data.sourceKey)) ?? []) parts.push(part);
  return Buffer.concat(parts).toString();
};
const start = async () => {
  inbox = await openInbox(inboxPath, async () => "home", ports());
  await inbox.idle();
};
const look = async () => {
  inbox.look();
  await inbox.idle();
};
/** Its times lie in this clock's future, as if it were being written right now: only watching it tells. */
const fresh = (path: string) =>
  utimes(path, new Date(time.now().getTime() + 1e7), new Date(time.now().getTime() + 1e7));

describe("the inbox", () => {
  it("takes what was dropped while the server was down, in subfolders too, and removes it", async () => {
    await writeFile(join(inboxPath, "a.txt"), "A");
    await mkdir(join(inboxPath, "sub/deep"), { recursive: true });
    await writeFile(join(inboxPath, "sub/deep/b.txt"), "B");
    await start();
    expect(names()).toEqual(["a.txt", "b.txt"]);
    expect(await Promise.all(published.map(contentOf))).toEqual(expect.arrayContaining(["A", "B"]));
    expect(published[0]).toMatchObject({
      name: "book.received",
      account: "home",
      data: { via: "inbox", deliver: true },
    });
    expect(existsSync(join(inboxPath, "a.txt"))).toBe(false);
    expect(existsSync(join(inboxPath, "sub/deep/b.txt"))).toBe(false);
  });

  it("takes a file that is dropped while it runs", async () => {
    await start();
    await writeFile(join(folder, "elsewhere.txt"), "written elsewhere");
    await rename(join(folder, "elsewhere.txt"), join(inboxPath, "dropped.txt"));
    await look();
    expect(names()).toEqual(["dropped.txt"]);
  });

  it("leaves files alone whose names say that they wait, and folders that hide", async () => {
    await mkdir(join(inboxPath, ".git"));
    for (const name of ["a.part", ".b.txt", "c.txt~", "d.crdownload", ".git/e.txt"]) {
      await writeFile(join(inboxPath, name), "not yet");
    }
    await start();
    expect(published).toEqual([]);
    await rename(join(inboxPath, "a.part"), join(inboxPath, "a.txt"));
    await look();
    expect(names()).toEqual(["a.txt"]);
  });

  it("waits for a file that grows, and takes all of it", async () => {
    const growing = join(inboxPath, "growing.txt");
    await writeFile(growing, "one ");
    await fresh(growing);
    await start();
    for (const word of ["two ", "three"]) {
      time.advance(900);
      await inbox.idle();
      await appendFile(growing, word);
      await fresh(growing);
      await look();
    }
    expect(published).toEqual([]);
    // Whoever watches may look between a word and its time, and begins to wait anew then: a second is enough where nobody did.
    for (let seconds = 0; seconds < 3 && published.length === 0; seconds += 1) {
      time.advance(1000);
      await inbox.idle();
      await look();
    }
    expect(await Promise.all(published.map(contentOf))).toEqual(["one two three"]);
  });

  it("does not take a file that changes while it is being read", async () => {
    const changing = join(inboxPath, "changing.txt");
    await writeFile(changing, "first half");
    const handle = await open(changing, "r");
    const generation = generationOf(await handle.stat({ bigint: true }));
    await handle.close();
    await appendFile(changing, ", second half");
    await expect(takeFile("home", { root: inboxPath, path: "changing.txt", generation }, ports())).rejects.toThrow(
      "changed",
    );
    expect(published).toEqual([]);
    expect(await readFile(changing, "utf8")).toBe("first half, second half");
  });

  it("keeps what was written to a file between its reading and its removal, and takes that too", async () => {
    const path = join(inboxPath, "late.txt");
    await writeFile(path, "early");
    let appended = false;
    beforePublishing = async () => {
      if (!appended) await appendFile(path, " and late");
      appended = true;
    };
    await start();
    await look();
    expect(await Promise.all(published.map(contentOf))).toEqual(["early", "early and late"]);
    expect(await readdir(inboxPath)).toEqual([]);
  });

  it("announces the same arrival again when it died between the announcement and the removal", async () => {
    await writeFile(join(inboxPath, "a.txt"), "A");
    afterPublishing = () => Promise.reject(new Error("killed here"));
    await start();
    await inbox.stop();
    expect(await readdir(inboxPath)).toEqual(["a.txt"]);
    afterPublishing = async () => {};
    await start();
    expect(published).toHaveLength(2);
    expect(published[0]?.id).toBe(published[1]?.id);
    expect(await readdir(inboxPath)).toEqual([]);
  });

  it("takes the same content under the same name again as another arrival", async () => {
    await start();
    for (const round of [1, 2]) {
      await writeFile(join(inboxPath, "again.txt"), "same");
      await look();
      expect(published).toHaveLength(round);
    }
    expect(published[0]?.data.bookId).toBe(published[1]?.data.bookId);
    expect(published[0]?.id).not.toBe(published[1]?.id);
  });

  it("takes an empty file, for it to be refused with a reason", async () => {
    await writeFile(join(inboxPath, "empty.epub"), "");
    await start();
    expect(published[0]?.data).toMatchObject({ fileName: "empty.epub", bytes: 0 });
  });

  it("never follows a link, opens a pipe, or enters a linked folder; and says so once", async () => {
    await writeFile(join(folder, "secret.txt"), "secret");
    await mkdir(join(folder, "outside"));
    await writeFile(join(folder, "outside/other.txt"), "other");
    await symlink(join(folder, "secret.txt"), join(inboxPath, "link.txt"));
    await symlink(join(folder, "outside"), join(inboxPath, "linked"));
    await symlink("/nowhere", join(inboxPath, "dangling.txt"));
    execFileSync("mkfifo", [join(inboxPath, "pipe.txt")]);
    await start();
    await look();
    await look();
    expect(published).toEqual([]);
    expect(log.lines.filter(({ event }) => event === "inbox.not-a-file")).toHaveLength(4);
    expect(await readdir(inboxPath)).toHaveLength(4);
  });

  it("moves a file that is too large to the rejected, with the reason, without reading it", async () => {
    const large = join(inboxPath, "large.epub");
    await writeFile(large, "");
    await truncate(large, receivedBytesMax + 1);
    await start();
    expect(published).toEqual([]);
    expect(await readdir(inboxPath)).toEqual([]);
    expect((await readdir(join(folder, "rejected"))).toSorted()).toEqual(["large.epub", "large.epub.reason.json"]);
    expect(JSON.parse(await readFile(join(folder, "rejected/large.epub.reason.json"), "utf8"))).toMatchObject({
      code: "book/too-large",
      message: expect.stringMatching(/200 MB/),
      fileName: "large.epub",
    });
  });

  it("takes files whose names are no text, byte for byte, where a disk has such", async () => {
    // Elsewhere a name is text, and cannot be anything else.
    const latin = process.platform === "linux" ? Buffer.from([0xe9]) : Buffer.from("\ufffd");
    await writeFile(Buffer.concat([Buffer.from(`${inboxPath}/caf`), latin, Buffer.from(".txt")]), "latin");
    await start();
    expect(names()).toEqual(["caf\ufffd.txt"]);
    expect(await readdir(inboxPath)).toEqual([]);
  });

  it("takes what it could not take before, once that has been repaired", async () => {
    await writeFile(join(inboxPath, "a.txt"), "A");
    beforePublishing = () => Promise.reject(new Error("the disk is full"));
    await start();
    await look();
    expect(log.lines.filter(({ event }) => event === "inbox.not-taken")).toHaveLength(1);
    beforePublishing = async () => {};
    time.advance(5000);
    await inbox.idle();
    await look();
    expect(names()).toEqual(["a.txt"]);
  });

  it("takes a thousand files at once, each of them once", async () => {
    await Promise.all(
      Array.from({ length: 1000 }, (_, number) => writeFile(join(inboxPath, `${number}.txt`), `Book ${number}`)),
    );
    await start();
    expect(published).toHaveLength(1000);
    expect(new Set(published.map(({ subject }) => subject)).size).toBe(1000);
    expect(await readdir(inboxPath)).toEqual([]);
    expect(inbox.waiting()).toBe(0);
  });

  it("makes itself again when somebody has removed it", async () => {
    await start();
    await rm(inboxPath, { recursive: true });
    await look();
    await writeFile(join(inboxPath, "a.txt"), "A");
    await look();
    expect(names()).toEqual(["a.txt"]);
  });

  it("begins nothing after it was stopped", async () => {
    await start();
    await inbox.stop();
    await writeFile(join(inboxPath, "a.txt"), "A");
    await look();
    time.advance(60_000);
    await inbox.idle();
    expect(published).toEqual([]);
    expect(log.lines.filter(({ severity }) => severity !== "info")).toEqual([]);
  });
});
