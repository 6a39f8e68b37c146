import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { tidied } from "../../../functions/ingest/describe.ts";
import { describeHtml, describeMarkdown, describeText } from "../../../functions/ingest/describe-text.ts";
import { extensionOf, titleFromFileName } from "../../../functions/ingest/file-name.ts";

describe("titleFromFileName", () => {
  it.each([
    ["The Time Machine.epub", "The Time Machine"],
    ["the_time-machine.epub", "the time-machine"],
    ["a%20b+c.txt", "a b c"],
    ["C:\\books\\Emma.html", "Emma"],
    ["../../etc/passwd", "passwd"],
    ["book.kepub.epub", "book"],
    ["Vol. 1.epub", "Vol. 1"],
    ["1984", "1984"],
    [".epub", "Untitled"],
    ["", "Untitled"],
    ["a\u0000\u202eb\n.md", "a b"],
    ["Ж.txt", "Ж"],
  ])("makes of %j the title %j", (fileName, title) => {
    expect(titleFromFileName(fileName)).toBe(title);
  });

  it("is one line that is neither empty nor long, whatever the name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (fileName) => {
        const title = titleFromFileName(fileName);
        expect(title).toBe(title.trim());
        expect(title).not.toMatch(/[\p{Cc}\n]/u);
        expect([...title].length).toBeGreaterThan(0);
        expect([...title].length).toBeLessThanOrEqual(200);
      }),
    );
  });
});

describe("extensionOf", () => {
  it("is the last one, in lower case", () => {
    expect(["a.EPUB", "a.b.txt", "a", "dir.x/a", ".md"].map(extensionOf)).toEqual(["epub", "txt", "", "", "md"]);
  });
});

describe("what a text says about itself", () => {
  it("is a page's title, author and language", () => {
    const page =
      '<html lang="de-AT"><head><title> A\n Title </title><meta name=Author content="Ada"></head><h1>Heading</h1>';
    expect(describeHtml(page)).toEqual({ title: "A Title", authors: ["Ada"], language: "de-AT" });
    expect(describeHtml("<body><h1>Only a <em>heading</em></h1>").title).toBe("Only a heading");
    expect(describeHtml(`${"<div>".repeat(20_000)}<h1>Deep</h1>`).title).toBe("Deep");
  });

  it("is front matter in Markdown, else the first heading that is no code", () => {
    expect(describeMarkdown('---\ntitle: "My: Book"\nauthor: Ada\nlang: en\n---\n# Other')).toEqual({
      title: "My: Book",
      authors: ["Ada"],
      language: "en",
    });
    expect(describeMarkdown("```sh\n# a remark\n```\n\n## The *first* one ##\n").title).toBe("The first one");
    expect(describeMarkdown("Set\n===\n").title).toBe("Set");
  });

  it("takes no time to be found where it is made to", () => {
    expect(describeMarkdown(`# ${"#".repeat(64_000)}x`).title).toHaveLength(64_001);
    expect(describeMarkdown(`# ${"# ".repeat(32_000)}`).title).toBe("");
    expect(describeHtml("<title>".repeat(9_000)).title).toContain("<title>");
  });

  it("is the header of Project Gutenberg in plain text, and no other", () => {
    const text = "The Project Gutenberg eBook of Emma\n\nTitle: Emma\n\nAuthor: Jane Austen\n";
    expect(describeText(text)).toEqual({ title: "Emma", authors: ["Jane Austen"] });
    expect(describeText("Title: Emma\nAuthor: Jane\n")).toEqual({});
  });
});

describe("tidied", () => {
  it("takes the name of the file for a missing title, and und for what is no language", () => {
    expect(tidied({ title: " \n", language: "English" }, "my_book.txt")).toEqual({
      title: "my book",
      authors: [],
      language: "und",
    });
  });

  it("makes one line of everything, and bounds it", () => {
    const { title, authors } = tidied(
      {
        title: `A\u0000\nB ${"x".repeat(600)}`,
        authors: ["Ada\tL", "", "Ada L", ...Array.from({ length: 40 }, (_, n) => `${n}`)],
      },
      "x",
    );
    expect(title.startsWith("A B x")).toBe(true);
    expect(title).toHaveLength(500);
    expect(authors.slice(0, 2)).toEqual(["Ada L", "0"]);
    expect(authors).toHaveLength(20);
  });

  it.each([
    ["en_us", "en-US"],
    ["PT-br", "pt-BR"],
    ["zh-hant-TW", "zh-Hant-TW"],
    ["C", "und"],
    ["", "und"],
    ["en-", "und"],
    ["x-klingon", "und"],
  ])("reads the language %j as %j", (said, language) => {
    expect(tidied({ language: said }, "x").language).toBe(language);
  });
});
