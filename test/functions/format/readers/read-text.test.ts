import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { openText } from "../../../../functions/format/read-text.ts";
import { readContent } from "./read-whole.ts";

const sentence = "The quick brown fox jumps over the lazy dog while the band plays on and nobody listens to it at all";
const prose = `${sentence}, ${sentence.toLowerCase()}.`;
const alphabet = { minLength: 1, maxLength: 9 };

/** Breaks text at a width, as writers of plain text do. */
function wrapped(text: string, width = 70, indent = ""): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    if (line.trim() !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line.trim() === "" ? `${line}${word}` : `${line} ${word}`;
    }
  }
  return [...lines, line].join("\n");
}

const htmlOf = async (text: string) => (await readContent(openText, text)).html;
const headingsIn = (html: string) =>
  [...html.matchAll(/<(h[12])>(.*?)<\/h[12]>/gu)].map(([, tag, text]) => `${tag} ${text}`);

describe("the paragraphs of a plain text", () => {
  it("are joined from broken lines between blank ones", async () => {
    expect(await htmlOf(`${wrapped(prose)}\n\n${wrapped(prose)}\n`)).toBe(`<p>${prose}</p><p>${prose}</p>`);
  });

  it("are told by their indent where there are no blank lines", async () => {
    expect(await htmlOf([prose, prose, prose].map((text) => wrapped(text, 70, "   ")).join("\n"))).toBe(
      `<p>${prose}</p>`.repeat(3),
    );
  });

  it("are joined where every line end was doubled on the way", async () => {
    const text = Array.from({ length: 8 }, () => wrapped(prose)).join("\n\n");
    const whole = `<p>${prose}</p>`.repeat(8);
    expect(await htmlOf(text)).toBe(whole);
    for (const doubled of ["\n\n", "\r\r\n", "\r\r", "\n \n"])
      expect(await htmlOf(text.replaceAll("\n", doubled))).toBe(whole);
  });

  it.each([
    ["paragraphs of one line each", () => prose.slice(0, 90).replace(/\W*$/u, "."), ""],
    ["a list without marks", (at: number) => `Bread and butter number ${at}`, ""],
    ["a list with marks and pauses", (at: number) => `- bread and butter number ${at}`, "\n\n"],
  ])("stay apart where blank lines part %s", async (_, line, pause) => {
    const lines = Array.from({ length: 40 }, (_line, at) => `${line(at)}${at % 10 === 9 ? pause : ""}`);
    expect([...(await htmlOf(lines.join("\n\n"))).matchAll(/<(?:p|li)>/gu)]).toHaveLength(40);
  });

  it("are lines where lines are not broken", async () => {
    const long = `${prose} ${prose}`;
    expect(await htmlOf(`${long}\nShort one.\n${long}\n${long}`)).toBe(
      `<p>${long}</p><p>Short one.</p><p>${long}</p><p>${long}</p>`,
    );
  });

  it("are lines that begin with a wide space in East Asian texts", async () => {
    const line = "　或日の暮方の事である。一人の下人が、羅生門の下で雨やみを待っていた。";
    expect(await htmlOf(`${line}\n${line}\n${line}`)).toBe(`<p>${line.trim()}</p>`.repeat(3));
  });

  it("have no space where a line of Chinese was broken", async () => {
    const line = "广大的门下面只有这一个男人只在各处朱漆剥落的大圆柱上停着一只蟋蟀";
    expect(await htmlOf(`${line}\n${line}\n${line}`)).toBe(`<p>${line.repeat(3)}</p>`);
  });

  it("mend words that were cut, as the text writes them elsewhere", async () => {
    const text =
      "An extraordinary thing is well-known to happen when an extra-\nordinary dog meets a well-\nknown fox and both of them walk away from here.";
    expect(await htmlOf(`${text}\n\n${wrapped(prose)}`)).toContain("an extraordinary dog meets a well-known fox");
  });

  it("keep every word of any text, in its order", async () => {
    const word = fc
      .string({ ...alphabet, unit: fc.constantFrom(..."abcdefXYZäéЖ中あ.,!") })
      .filter((text) => /\S/u.test(text));
    const gap = fc.constantFrom(" ", " ", " ", "\n", "\n", "\n\n", "\n   ", "\n\n\n", "\t", "    ");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(word, gap), { minLength: 1, maxLength: 120 }), async (parts) => {
        const text = parts.flat().join("");
        const { chapters } = await readContent(openText, text);
        const read = chapters.map((chapter) => chapter.text).join("");
        expect(read.replace(/\s/gu, "")).toBe(text.replace(/\s/gu, ""));
      }),
      { numRuns: 60 },
    );
  });
});

describe("the lines of a plain text", () => {
  it("stay lines in verse, with their indents", async () => {
    const verse =
      "“Speak roughly to your little boy,\n    And beat him when he sneezes:\nHe only does it to annoy,\n    Because he knows it teases.”";
    const html = await htmlOf(`${wrapped(prose)}\n\n${verse}\n\n${wrapped(prose)}`);
    expect(html).toContain("boy,<br>&nbsp;&nbsp;&nbsp;&nbsp;And beat him when he sneezes:<br>He only");
  });

  it("stay as they are in tables and drawings", async () => {
    const table = "name      size      weight\nfox       12        7\ndog       30        22";
    expect(await htmlOf(`${wrapped(prose)}\n\n${table}\n\n${wrapped(prose)}`)).toContain(`<pre>${table}</pre>`);
  });

  it.each(["* * *", "***", "-----", "~~~", "⁂", "#", "• • •"])("of %p alone are a break", async (line) => {
    expect(await htmlOf(`${wrapped(prose)}\n\n${line}\n\n${wrapped(prose)}`)).toBe(
      `<p>${prose}</p><hr><p>${prose}</p>`,
    );
  });

  it("are a quotation where a whole paragraph is set in", async () => {
    const inner = wrapped(prose, 50).replace(/^/gmu, "     ");
    expect(await htmlOf(`${wrapped(prose)}\n\n${inner}\n\n${wrapped(prose)}`)).toContain(
      `<blockquote><p>${prose}</p></blockquote>`,
    );
  });
});

describe("the headings of a plain text", () => {
  it.each([
    "Chapter 7",
    "CHAPTER VII. The Fox",
    "Chapter Seven: The Fox",
    "THE FIRST PART",
    "PART ONE",
    "BOOK I",
    "Prologue",
    "EPILOGUE",
    "Letter 4",
    "7. Kapitel",
    "Erstes Kapitel",
    "Kapitel 12: Der Fuchs",
    "Vorwort",
    "ZWEITER TEIL",
    "CHAPITRE PREMIER",
    "Chapitre II — Le renard",
    "Première partie",
    "Avant-propos",
    "Capítulo 3",
    "CAPÍTULO PRIMERO",
    "Segunda parte",
    "Capitolo IV",
    "Parte prima",
    "Глава 1",
    "ГЛАВА ПЕРВАЯ",
    "Часть вторая",
    "Пролог",
    "Rozdział III",
    "第一章",
    "第12章　狐狸",
    "第三回 王教头私走延安府",
    "第一話",
    "プロローグ",
    "제 1 장",
    "楔子",
  ])("%p is one", async (line) => {
    const html = await htmlOf(`${wrapped(prose)}\n\n\n${line}\n\n${wrapped(prose)}\n`);
    expect(headingsIn(html).map((heading) => heading.slice(3))).toEqual([line]);
  });

  it.each([
    "Chapter 7 was the best of them all.",
    "Part of the way they walked",
    "I went home.",
    "In 1984",
    "Book the table, please!",
    "第一回见到他，我就喜欢他。",
    "part two of the plan",
    "Nota bene",
  ])("%p is none", async (line) => {
    expect(headingsIn(await htmlOf(`${wrapped(prose)}\n\n${line}\n\n${wrapped(prose)}\n`))).toEqual([]);
  });

  it("hold the title that stands below them", async () => {
    const html = await htmlOf(
      `CHAPTER I\n\nDown the Rabbit-Hole\n\n${wrapped(prose)}\n\nCHAPTER II\nThe Pool of Tears\n\n${wrapped(prose)}`,
    );
    expect(headingsIn(html)).toEqual(["h1 CHAPTER I<br>Down the Rabbit-Hole", "h1 CHAPTER II<br>The Pool of Tears"]);
  });

  it("are chapters within parts where there are both", async () => {
    const html = await htmlOf(
      `PART ONE\n\nCHAPTER 1\n\n${wrapped(prose)}\n\nCHAPTER 2\n\n${wrapped(prose)}\n\nPART TWO\n\nCHAPTER 3\n\n${wrapped(prose)}`,
    );
    expect(headingsIn(html)).toEqual(["h1 PART ONE", "h2 CHAPTER 1", "h2 CHAPTER 2", "h1 PART TWO", "h2 CHAPTER 3"]);
  });

  it("are lone numbers that count up from one", async () => {
    const text = ["I", "II", "III", "IV"].map((number) => `${number}\n\n${`${wrapped(prose)}\n\n`.repeat(4)}`).join("");
    expect(headingsIn(await htmlOf(text))).toEqual(["h1 I", "h1 II", "h1 III", "h1 IV"]);
  });

  it("are not the numbers of pages, which cut sentences in two", async () => {
    const page = wrapped(prose.slice(0, -1));
    const text = Array.from({ length: 8 }, (_, index) => `${page}\n\n${page}\n\n${page}\n\n${index + 1}\n\n`).join("");
    expect(headingsIn(await htmlOf(text))).toEqual([]);
  });

  it("are not the lines of a table of contents", async () => {
    const lines = ["CHAPTER I. One", "CHAPTER II. Two", "CHAPTER III. Three", "CHAPTER IV. Four"];
    const html = await htmlOf(
      `CONTENTS\n\n${lines.join("\n")}\n\n\n${lines.map((line) => `${line}\n\n${wrapped(prose)}\n\n`).join("")}`,
    );
    expect(headingsIn(html).filter((heading) => heading.includes("CHAPTER"))).toEqual(
      lines.map((line) => `h1 ${line}`),
    );
  });

  it("are found between lines without blank ones", async () => {
    const paragraph = "　　广大的门下面，只有这一个男人。只在各处朱漆剥落的大圆柱上，停着一只蟋蟀。";
    const html = await htmlOf(`第一章 狐狸\n${paragraph}\n${paragraph}\n第二章 狗\n${paragraph}\n${paragraph}`);
    expect(headingsIn(html)).toEqual(["h1 第一章 狐狸", "h1 第二章 狗"]);
  });
});

describe("marks around words", () => {
  it.each([
    ["it was _very_ late", "it was <em>very</em> late"],
    ["it was *very* late", "it was <em>very</em> late"],
    ["it was **very** late", "it was <strong>very</strong> late"],
    ["(_so_), he said", "(<em>so</em>), he said"],
    ["snake_case and other_names stay", "snake_case and other_names stay"],
    ["2 * 3 * 4 is no emphasis", "2 * 3 * 4 is no emphasis"],
    ["one _open mark stays", "one _open mark stays"],
    ["a_b_c _", "a_b_c _"],
  ])("%p becomes %p", async (text, html) => {
    expect(await htmlOf(text)).toBe(`<p>${html}</p>`);
  });
});

describe("what a plain text says about itself", () => {
  it("is taken from the header of Project Gutenberg, whose words move to the end", async () => {
    const text =
      "The Project Gutenberg eBook of Foxes\n\nTitle: Foxes\n       A Study\nAuthor: Jane Doe\nLanguage: German\n\n" +
      `*** START OF THE PROJECT GUTENBERG EBOOK FOXES ***\n\nProduced by Somebody\n\nCHAPTER I\n\n${wrapped(prose)}\n\n` +
      "*** END OF THE PROJECT GUTENBERG EBOOK FOXES ***\n\nLicence text here.\n";
    const book = await readContent(openText, text);
    expect(book.metadata).toMatchObject({ title: "Foxes A Study", authors: ["Jane Doe"], language: "de" });
    expect(book.chapters[0]?.html).toBe(`<h1>CHAPTER I</h1><p>${prose}</p>`);
    expect(book.chapters.at(-1)?.text).toMatch(/Produced by Somebody.*Licence text here/u);
  });

  it.each([
    ["THE FOX\n\nby Jane Doe\n\n", "THE FOX", ["Jane Doe"]],
    ["Title: The Fox\nAuthor: Jane Doe\n\n", "The Fox", ["Jane Doe"]],
    ["《狐狸》\n作者：王五\n\n", "狐狸", ["王五"]],
    ["Der Fuchs\nvon Johanna von der Heide\n\n", "Der Fuchs", ["Johanna von der Heide"]],
    ["\n                  The Fox and the Dog\n\n", "The Fox and the Dog", []],
    ["                  Chapter 1\n\n", "", []],
    ["                  The fox ran away.\n\n", "", []],
    ["The Fox and the Dog\n\n", "", []],
    ["The Fox and the Dog\n\n\n", "The Fox and the Dog", []],
    ["The Fox and the Dog\n\nChapter 1\n\n", "The Fox and the Dog", []],
    ["The fox ran away.\n\n\n", "", []],
    ["He was hit\n\nby a bus that came down the road\n\n", "", []],
    ["", "", []],
  ])("is taken from first lines like %p", async (lines, title, authors) => {
    const { metadata } = await readContent(openText, `${lines}${wrapped(prose)}\n`);
    expect({ title: metadata.title, authors: metadata.authors }).toEqual({ title, authors });
  });

  it("is not its first line where all lines stand as far in", async () => {
    const { metadata } = await readContent(
      openText,
      `          The Fox\n\n${wrapped(prose).replace(/^/gmu, "          ")}\n`,
    );
    expect(metadata.title).toBe("");
  });

  it("leaves to the hints what the text does not say", async () => {
    const { metadata } = await readContent(openText, prose, { title: "Fox", authors: ["Jane"], language: "en" });
    expect(metadata).toMatchObject({ title: "Fox", authors: ["Jane"], language: "en" });
  });
});

describe("hostile plain texts", () => {
  it.each([
    ["a million short lines", "ab.\n".repeat(1_000_000)],
    ["one line of ten million letters", "a".repeat(10_000_000)],
    ["a million stars", "* ".repeat(1_000_000)],
    ["a hundred thousand chapters", "CHAPTER I\n".repeat(100_000)],
    ["a million open marks", "_a ".repeat(1_000_000)],
    ["words cut a hundred thousand times", "foo-\nbar ".repeat(100_000)],
  ])("%s are read", async (_, text) => {
    const { chapters } = await readContent(openText, text);
    expect(chapters.length).toBeGreaterThan(0);
    expect(Math.max(...chapters.map((chapter) => chapter.body.length))).toBeLessThan(50_000);
  });

  it("an empty text is refused", async () => {
    await expect(readContent(openText, " \n\n\t\n")).rejects.toMatchObject({ code: "text/empty" });
  });
});
