import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { openText } from "../../../../functions/format/read-text.ts";
import { corpusFiles } from "../../../corpora.ts";
import { readContent, readWhole, textOf, type WholeBook } from "./read-whole.ts";

const linksIn = ({ html }: WholeBook) =>
  [...html.matchAll(/<a id="([^"]+)" href="#([^"]+)">([^<]*)<\/a>/gu)].map(([, id = "", to = "", mark = ""]) => ({
    id,
    to,
    mark,
  }));
const read = (text: string) => readContent(openText, text);
const filler = "The road went on over the hills and through the woods, as roads do in that country.";
const marksIn = async (text: string) => linksIn(await read(text)).map(({ mark }) => mark);

const divisionsIn = async (text: string) =>
  [...(await read(text)).html.matchAll(/<div>.*?<\/div>/gu)].map(([division]) => textOf(division));

const chapterOf = (number: string) =>
  `CHAPTER ${number}\n\n\nHere[1] and there.[2] ${filler}\n\n[1] One.\n[2] Two.\n\n\n`;

const wordsOf = (said: string) => said.replaceAll(/[^\p{L}\p{N}[\]]+/gu, "");

describe("notes of a plain text", () => {
  it("are linked both ways, over chapters too, in each way that Project Gutenberg writes them", async () => {
    const book = await read(
      `CHAPTER I\n\n\nOne[1] and two[2] and three.[3] ${filler}\n\n\nCHAPTER II\n\n\n${filler}\n\n[1] First.\n\n[Footnote 2: Second.]\n\nFootnote 3: Third.\n`,
    );
    const links = linksIn(book);
    expect(links.map(({ mark }) => mark)).toEqual(["[1]", "[2]", "[3]", "[1]", "Footnote 2", "Footnote 3"]);
    for (const { id, to } of links) expect(links.find((other) => other.id === to)?.to).toBe(id);
    const [first, second] = book.chapters.filter(({ html }) => html.includes("<a "));
    expect(first?.resolve("#note-1")).toEqual({ kind: "chapter", id: second?.id, fragment: "note-1" });
    expect(second?.resolve("#call-1")).toEqual({ kind: "chapter", id: first?.id, fragment: "call-1" });
  });

  it("may begin again with each chapter, and follow each other line by line", async () => {
    const links = linksIn(await read(chapterOf("I") + chapterOf("II")));
    expect(links.map(({ mark }) => mark)).toEqual(["[1]", "[2]", "[1]", "[2]", "[1]", "[2]", "[1]", "[2]"]);
    expect(new Set(links.map(({ id }) => id)).size).toBe(8);
  });

  it.each([
    ["is called twice", `Here[1] and there.[1] ${filler}\n\n[1] One.\n`],
    ["is there twice", `Here.[1] ${filler}\n\n[1] One.\n\n[1] Other.\n`],
    ["is not called", `${filler}\n\n[1] One.\n`],
    ["is not there", `Here.[1] ${filler}\n`],
    ["stands before its call", `[1] One.\n\nHere.[1] ${filler}\n`],
  ])("stay text where a note %s", async (_, text) => expect(await marksIn(text)).toEqual([]));

  it("have all the paragraphs up to the bracket that closes them", async () => {
    const text = `Here.[1] ${filler}\n\n[Footnote 1: It is said\nto [sic] be old.\n\n  Some verse\n  and more\n\nThat is all.]\n\n${filler}\n`;
    expect(await divisionsIn(text)).toEqual([
      "[ Footnote 1 : It is said to [sic] be old. Some verse and more That is all.]",
    ]);
  });

  it("have all the paragraphs between them where they are gathered, and those that are set in behind the last", async () => {
    const gathered = "[1] One.\n\nMore of one.\n\nThe end of one.\n\n[2] Two.\n\n    More of two.\n";
    const text = `Here[1] and there.[2] ${filler}\n\n${gathered}`;
    const both = ["[1] One. More of one. The end of one.", "[2] Two. More of two."];
    expect(await divisionsIn(text)).toEqual(both);
    expect(await divisionsIn(`${text}\n\nCHAPTER II\n\n${filler}\n`)).toEqual(both);
  });

  it.each([
    ["stands between two notes with their calls", `Here.[1]\n\n[1] One.\n\n${filler}\n\nThere.[2]\n\n[2] Two.\n`],
    ["follows a note", `Here.[1]\n\n[1] One.\n\n${filler}\n`],
    ["follows a note that is closed", `Here.[1] And[2]\n\n[Footnote 1: One.]\n\n${filler}\n\n[Footnote 2: Two.]\n`],
    ["follows a note that nothing closes", `Here.[1]\n\n[Footnote 1: One.\n\n${filler}\n`],
    ["follows what is set in behind a note", `Here.[1]\n\n[1] One.\n\n    Verse.\n\n${filler}\n`],
    ["is a chapter", `Here[1] and.[2]\n\n[1] One.\n\n\nCHAPTER II\n\n\n${filler}\n\n[2] Two.\n`],
  ])("have no text that %s", async (_, text) => {
    expect(await divisionsIn(text)).toEqual([]);
    expect((await marksIn(text)).length).toBeGreaterThan(0);
  });

  const piece = fc.oneof(
    fc.integer({ min: 1, max: 4 }).map((number) => `Some words[${number}] and more of them.`),
    fc.integer({ min: 1, max: 4 }).map((number) => `[${number}] A note.`),
    fc.integer({ min: 1, max: 4 }).map((number) => `[Footnote ${number}: Footnote ${number}: a note.]`),
    fc.integer({ min: 1, max: 4 }).map((number) => `[Footnote ${number}: The beginning of a note.`),
    fc.constantFrom("The end of a note.]", "    Set in.", "* * *"),
    fc.constantFrom("CHAPTER I", "CHAPTER II", "a = b[1];    c    d\n[1] x    y    z", "*[2]*", filler),
  );
  const text = fc.array(fc.tuple(piece, fc.constantFrom("\n", "\n\n", "\n\n\n")), { minLength: 1, maxLength: 30 });
  it("lose and double no word, and every link leads to one that leads back, whatever the text", async () => {
    await fc.assert(
      fc.asyncProperty(text, async (pieces) => {
        const source = pieces.flat().join("");
        const book = await read(source);
        expect(wordsOf(textOf(book.html))).toBe(wordsOf(source));
        const links = linksIn(book);
        expect(new Set(links.map(({ id }) => id)).size).toBe(links.length);
        for (const { id, to } of links)
          expect(links.filter((other) => other.id === to && other.to === id)).toHaveLength(1);
      }),
      { numRuns: 150 },
    );
  });

  it("are counted over the corpora, where every link leads to one that leads back", async () => {
    let [linked, files, all] = [0, 0, 0];
    for (const folder of ["books/gutenberg", "books/txt-encodings"]) {
      for (const path of corpusFiles(folder).filter((name) => name.endsWith(".txt"))) {
        const links = linksIn(await readWhole(openText, path));
        all += 1;
        linked += links.length / 2;
        files += links.length > 0 ? 1 : 0;
        for (const { id, to } of links) expect(links.some((other) => other.id === to && other.to === id)).toBe(true);
      }
    }
    process.stderr.write(`notes of plain text: ${linked} in ${files} of ${all} files\n`);
  }, 120_000);
});
