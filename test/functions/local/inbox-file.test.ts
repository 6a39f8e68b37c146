import { describe, expect, it } from "@jest/globals";
import { isWaitingName, type Sighting, waitMs } from "../../../functions/local/inbox-file.ts";

const now = 1_000_000;
const local = { local: true };
const seen = (more: Partial<Sighting> = {}): Sighting => ({
  generation: "1",
  bytes: 10,
  writtenAt: now,
  changedAt: now,
  touchedAfterWriting: false,
  sameSince: now,
  cameWhole: false,
  ...more,
});

describe("a file in the inbox", () => {
  it.each([
    ".hidden.epub",
    "book.epub.part",
    "book.PART",
    "book.crdownload",
    "book.tmp",
    "book.epub~",
    "~$book.docx",
    "book.partial",
    "Thumbs.db",
    "desktop.ini",
  ])("waits while it is called %s", (name) => expect(isWaitingName(name)).toBe(true));

  it.each(["book.epub", "part", "a.part.epub", "tmp.txt", "half ~ book.txt", "no-extension"])(
    "is meant to be read when it is called %s",
    (name) => expect(isWaitingName(name)).toBe(false),
  );

  it("is complete once it has not changed for a second", () => {
    expect(waitMs(seen(), now, local)).toBe(1000);
    expect(waitMs(seen(), now + 400, local)).toBe(600);
    expect(waitMs(seen(), now + 1000, local)).toBe(0);
  });

  it("is complete at first sight when its times say that it has not changed for a second", () => {
    expect(waitMs(seen({ writtenAt: now - 5000, changedAt: now - 1000 }), now, local)).toBe(0);
    expect(waitMs(seen({ writtenAt: now - 5000, changedAt: now - 300 }), now, local)).toBe(700);
  });

  it("is complete almost at once when it was renamed", () => {
    expect(waitMs(seen({ touchedAfterWriting: true }), now, local)).toBe(30);
    expect(waitMs(seen({ cameWhole: true }), now, local)).toBe(30);
    expect(waitMs(seen({ cameWhole: true }), now + 30, local)).toBe(0);
  });

  it("is not taken for renamed while it is empty: that is how files begin", () => {
    expect(waitMs(seen({ bytes: 0, touchedAfterWriting: true }), now, local)).toBe(1000);
    expect(waitMs(seen({ bytes: 0, cameWhole: true }), now, local)).toBe(1000);
  });

  it("has to be watched for a second on a disk of another machine, whose clock may differ", () => {
    const elsewhere = { local: false };
    const sighting = seen({ touchedAfterWriting: true, cameWhole: true, writtenAt: 0, changedAt: 0 });
    expect(waitMs(sighting, now, elsewhere)).toBe(1000);
    expect(waitMs(sighting, now + 1000, elsewhere)).toBe(0);
  });

  it("is waited for a second, and not for years, when its times lie in the future", () => {
    const future = seen({ writtenAt: now + 1e10, changedAt: now + 1e10 });
    expect(waitMs(future, now, local)).toBe(1000);
    expect(waitMs(future, now + 1000, local)).toBe(0);
  });
});
