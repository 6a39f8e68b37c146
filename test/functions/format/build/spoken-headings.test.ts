import { describe, expect, it } from "@jest/globals";
import { buildBook } from "../../../../functions/format/build/build-book.ts";
import { hints, sourceOf } from "./source-in-test.ts";

const text = Array.from(
  { length: 6 },
  (_, index) => `<p>This is sentence ${index} of a chapter, which goes on for a while.</p>`,
).join("");
const chapters = (headings: readonly string[]) => headings.map((heading) => `${heading}${text}`).join("");

/** The headings that a book of one page gets, as "level title". */
async function headingsOf(html: string): Promise<readonly string[]> {
  const book = await buildBook(sourceOf({ a: html }), hints);
  return book.parts.flatMap(({ headings }) => headings.map(({ level, title }) => `${level} ${title}`));
}

describe("a source without headings", () => {
  it.each([
    [["Chapter 7", "CHAPTER VIII", "Chapter nine: The Sea"]],
    [["Kapitel 3", "Kapitel 4. Der Wald", "5. Kapitel"]],
    [["Chapitre premier", "Chapitre II"]],
    [["Capítulo 1", "Capítulo 2"]],
    [["Глава 1", "Глава вторая"]],
    [["第一章 開始", "第二章"]],
    [["1", "2", "3"]],
  ])("has those that its text speaks of: %j", async (titles) => {
    expect(await headingsOf(chapters(titles.map((title) => `<p>${title}</p>`)))).toEqual(
      titles.map((title) => `1 ${title}`),
    );
  });

  it("has its chapters below its title, and below its parts", async () => {
    expect(await headingsOf(`<h1>T</h1>${chapters(["<p>Chapter 1</p>", "<p>Chapter 2</p>"])}`)).toEqual([
      "1 T",
      "2 Chapter 1",
      "2 Chapter 2",
    ]);
    expect(await headingsOf(chapters(["<p>Part One</p><p>Chapter 1</p>", "<p>Chapter 2</p>"]))).toEqual([
      "1 Part One",
      "2 Chapter 1",
      "2 Chapter 2",
    ]);
  });

  it("has a heading and its second line in one, and every word once", async () => {
    expect(
      await headingsOf(chapters(["<p>Chapter 1</p><p><i>The Old House</i></p>", "<p>Chapter 2</p><p>The Sea</p>"])),
    ).toEqual(["1 Chapter 1 The Old House", "1 Chapter 2 The Sea"]);
  });

  it("has the short lines that begin its pages, else those that are bold", async () => {
    const titles = ["The Wood", "The Sea", "Home"];
    const expected = titles.map((title) => `1 ${title}`);
    expect(
      await headingsOf(chapters(titles.map((title) => `<p style="page-break-before:always">${title}</p>`))),
    ).toEqual(expected);
    expect(await headingsOf(chapters(titles.map((title) => `<p><b>${title}</b></p>`)))).toEqual(expected);
  });

  it.each([
    [
      "says so in a sentence",
      chapters(["<p>Chapter 7 was the best of the book, as everybody knew.</p>", "<p>In chapter 8 it ends.</p>"]),
    ],
    [
      "lists its chapters and has none of them",
      `<p>Contents</p><p>Chapter 1</p><p>Chapter 2</p><p>Chapter 3</p><p>Chapter 4</p><p>Chapter 5</p>`,
    ],
    [
      "names its speakers in bold",
      Array.from(
        { length: 12 },
        (_, index) => `<p><b>${index % 2 === 0 ? "Romeo" : "Julia"}</b></p><p>Speaks ${index}.</p>`,
      ).join(""),
    ],
    [
      "has whole sentences in bold",
      chapters([
        "<p><b>This is important, and you should read it.</b></p>",
        "<p><b>So is this one, which ends here.</b></p>",
      ]),
    ],
  ])("has none where it %s", async (_, html) => {
    const headings = await headingsOf(html);
    // What a list of chapters is called, and its last line, which a text could follow.
    expect(headings.length).toBeLessThanOrEqual(2);
  });

  it("is left alone where it has headings, or contents of its own", async () => {
    expect(await headingsOf(chapters(["<h2>A</h2>", "<p>Chapter 2</p>", "<h2>B</h2>"]))).toEqual(["2 A", "2 B"]);
    const book = await buildBook(
      sourceOf(
        { a: chapters(["<p>Chapter 1</p>", "<p>Chapter 2</p>"]) },
        { contents: [{ title: "A", target: { id: "a" }, children: [] }] },
      ),
      hints,
    );
    expect(book.parts.flatMap(({ headings }) => headings)).toEqual([]);
  });
});
