import { expect, it } from "@jest/globals";
import { type BookReceived, bookReceived } from "../../../events/book-received.ts";
import { bookUnpacked } from "../../../events/book-unpacked.ts";
import { firstCause } from "../../../events/define-event.ts";
import { decideUnpacking } from "../../../functions/ingest/decide-unpacking.ts";
import { wordsForEach } from "../../../functions/ingest/words-for-each.ts";
import { sentenceFor } from "../../../shared/history-sentences.ts";

const words = {
  title: "All of it",
  authors: ["Jane Austen"],
  language: "en",
  series: { name: "Works", position: 1 },
  description: "A box.",
};

const key = (digit: string) => `home/${digit.repeat(64)}`;

it("gives the books of an archive what can be true of each, and a single one all of it", () => {
  expect(wordsForEach(words, 1)).toEqual({ words, leftOut: [] });
  expect(wordsForEach(words, 2)).toEqual({
    words: { authors: ["Jane Austen"], language: "en", series: { name: "Works" } },
    leftOut: ["title", "series", "description"],
  });
  expect(wordsForEach({ title: "All of it" }, 2)).toEqual({ words: undefined, leftOut: ["title"] });
  expect(wordsForEach({ series: null, title: null }, 2)).toEqual({ words: undefined, leftOut: [] });
  expect(wordsForEach(undefined, 2)).toEqual({ words: undefined, leftOut: [] });
});

it("hands them on with each receipt, and says what it has given to none", () => {
  const at = new Date("2026-11-28T12:00:00Z");
  const data: BookReceived["data"] = {
    bookId: "box",
    sourceKey: key("a"),
    sha256: "a".repeat(64),
    bytes: 9,
    fileName: "box.zip",
    mediaType: "",
    via: "http",
    deliver: true,
    words,
  };
  const received = bookReceived.from(firstCause("home", "drop"), { subject: "box", at, data });
  const files = ["b", "c"].map((digit) => ({
    name: `${digit}.epub`,
    blob: { key: key(digit), sha256: digit.repeat(64), bytes: 3 },
  }));
  const announced = decideUnpacking(received, files, { others: 0, isCut: false }, at);
  const shared = { authors: ["Jane Austen"], language: "en", series: { name: "Works" } };
  expect(announced.slice(0, 2).map((event) => bookReceived.parse(event).data.words)).toEqual([shared, shared]);
  const unpacked = announced.at(-1);
  if (unpacked === undefined) throw new Error("what was in the archive is announced");
  expect(bookUnpacked.parse(unpacked).data.wordsLeftOut).toEqual(["title", "series", "description"]);
  expect(sentenceFor(bookUnpacked.parse(unpacked), new Map())).toContain(
    "The title, place in a series and description that you gave can be true of one book alone, and was given to none.",
  );
});
