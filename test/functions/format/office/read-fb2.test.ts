import { describe, expect, it } from "@jest/globals";
import { openFb2 } from "../../../../functions/format/fb2/read-fb2.ts";
import { encodedAs } from "../../../encoded-as.ts";
import { zipOf } from "../../../shared/archive/zip-writer.ts";
import { verdictOf } from "../../../verdict.ts";
import { readContent } from "../readers/read-whole.ts";
import { fb2Of, onePixel } from "./small-documents.ts";

const section = (content: string) => `<body><section>${content}</section></body>`;

describe("openFb2", () => {
  it("makes headings of titles by the depth of their sections", async () => {
    const { html } = await readContent(
      openFb2,
      fb2Of(
        "<body><title><p>Book</p></title><section><title><p>One</p><p>Two</p></title><p>Text</p><section><title><p>Deeper</p></title><p>More</p></section></section></body>",
      ),
    );
    expect(html).toBe("<h1>Book</h1><h1>One<br>Two</h1><p>Text</p><h2>Deeper</h2><p>More</p>");
  });

  it("keeps verse in lines, and says who is cited", async () => {
    const { html } = await readContent(
      openFb2,
      fb2Of(
        section(
          "<poem><stanza><v>One</v><v>Two</v></stanza></poem><cite><p>Said</p><text-author>Somebody</text-author></cite>",
        ),
      ),
    );
    expect(html).toBe(
      '<div><p>One<br>Two</p></div><blockquote><p>Said</p><p style="text-align:right"><em>Somebody</em></p></blockquote>',
    );
  });

  it("lets marks lead to notes", async () => {
    const { html } = await readContent(
      openFb2,
      fb2Of(
        `${section('<p>Text<a l:href="#n1" type="note">1</a></p>')}<body name="notes"><section id="n1"><title><p>1</p></title><p>Note</p></section></body>`,
      ),
    );
    expect(html).toBe(
      '<p>Text<a epub:type="noteref" href="#n1">1</a></p><aside epub:type="footnote" id="n1"><p>Note</p></aside>',
    );
  });

  it("says all that the description says, and shows the cover", async () => {
    const info =
      '<genre>sf</genre><author><first-name>Анна</first-name><last-name>Иванова</last-name></author><author><nickname>nick</nickname></author><book-title>Книга</book-title><annotation><p>About</p></annotation><date value="1999-01-02">1999</date><lang>ru</lang><sequence name="Series" number="2"/><coverpage><image l:href="#cover.png"/></coverpage>';
    const binary = `<binary id="cover.png" content-type="image/png">${onePixel.toString("base64")}</binary>`;
    const book = await readContent(openFb2, fb2Of(section("<p>Text</p>"), info, binary));
    expect(book.metadata).toEqual({
      title: "Книга",
      authors: ["Анна Иванова", "nick"],
      language: "ru",
      description: "About",
      published: "1999-01-02",
      subjects: ["sf"],
      series: { name: "Series", position: 2 },
    });
    expect(book.cover).toBe("cover.png");
    expect(await book.resources.get("cover.png")?.read()).toEqual(onePixel);
  });

  it("reads what is packed in a ZIP, and what is written in another encoding", async () => {
    const source = fb2Of(section("<p>Text</p>"));
    const zipped = zipOf([{ name: "a.fb2", method: 8, data: source }]);
    expect((await readContent(openFb2, zipped)).html).toBe("<p>Text</p>");
  });

  it("reads of a ZIP that is cut off what there is of it, and says so", async () => {
    const numbers = Array.from({ length: 500 }, (_, at) => `<p>${at * at}</p>`).join("");
    const zipped = zipOf([{ name: "a.fb2", method: 8, data: fb2Of(section(numbers)) }]);
    const { html, warnings } = await readContent(openFb2, zipped.subarray(0, zipped.length / 2));
    expect(html).toMatch(/^<p>0<\/p>(?:<p>\d+<\/p>){100,450}$/u);
    expect(warnings.map(({ rule }) => rule)).toEqual(["archive/cut", "fb2/cut"]);
    const cyrillic = Buffer.concat([
      Buffer.from(fb2Of("<body><section><p>").replace("utf-8", "windows-1251").replace("</FictionBook>", "")),
      Buffer.from([0xcf, 0xf0, 0xe8]),
      Buffer.from("</p></section></body></FictionBook>"),
    ]);
    expect((await readContent(openFb2, cyrillic)).html).toBe("<p>При</p>");
  });

  it("refuses a FictionBook without a book", async () => {
    expect(await verdictOf(() => readContent(openFb2, fb2Of("")))).toBe("fb2/no-book");
    expect(await verdictOf(() => readContent(openFb2, zipOf([{ name: "a.txt" }])))).toBe("fb2/no-book");
  });
});

describe("openFb2 reads a damaged FictionBook, and", () => {
  const whole = fb2Of(
    `<body>${["One", "Two"].map((word) => `<section><title><p>${word}</p></title><p>Text</p></section>`).join("")}</body>`,
  );
  const read = (from: string, to: string) => readContent(openFb2, whole.replace(from, to));

  it("says what was wrong with it", async () => {
    const { html, warnings } = await read("<p>Text</p>", "<p>Text <b>b");
    expect(html).toBe("<h1>One</h1><p>Text <strong>b</strong></p><h1>Two</h1><p>Text</p>");
    expect(warnings).toEqual([
      { rule: "K24", found: "The file has an element that is not closed.", done: "It was read all the same." },
    ]);
  });

  it("passes over a DOCTYPE of its own, but for the short texts that it gives names to", async () => {
    const doctype =
      '<!DOCTYPE FictionBook SYSTEM "fb.dtd" [<!ENTITY me "Jane Doe"><!ENTITY x SYSTEM "file:///etc/passwd">]>';
    const { html, warnings } = await readContent(
      openFb2,
      fb2Of(section("<p>&me; &x;</p>")).replace("<FictionBook", `${doctype}<FictionBook`),
    );
    expect(html).toBe("<p>Jane Doe &amp;x;</p>");
    expect(warnings.map(({ found }) => found)).toContain("The file has a DOCTYPE of its own, which is not looked at.");
  });

  it("reads an encoding that goes by a name of its own", async () => {
    const text = fb2Of(section(`<p>${"Книга ".repeat(20)}</p>`)).replace('"utf-8"', '"cp-1251"');
    const { html } = await readContent(openFb2, encodedAs("windows-1251", text));
    expect(html).toBe(`<p>${"Книга ".repeat(20)}</p>`);
  });

  it("knows where paragraphs, pictures and empty lines end that are not closed", async () => {
    const { html } = await read("<p>Text</p>", "<p>a<br>b<p>c</p><empty-line><p>d</p><image l:href='#x'>e<p>f");
    expect(html).toBe(
      '<h1>One</h1><p>a<br>b</p><p>c</p><p><br></p><p>d</p><p style="text-align:center"><img src="resource:x" alt=""></p><p>e</p><p>f</p><h1>Two</h1><p>Text</p>',
    );
  });

  it("ends a title that takes in what follows it", async () => {
    const { html } = await read("</title><p>Text</p>", "<p>Text</p><cite><p>Said</p></cite>");
    expect(html).toBe("<h1>One</h1><p>Text</p><blockquote><p>Said</p></blockquote><h1>Two</h1><p>Text</p>");
  });

  it("finds the text that fell out of a body, or into a description", async () => {
    for (const [from, to] of [
      ["</section>", "</section></body>"],
      ["</section>", "</section></body></FictionBook>"],
      ["</description>", ""],
      ["</title-info></description>", ""],
      ["<body>", ""],
    ] as const) {
      expect((await read(from, to)).html).toBe("<h1>One</h1><p>Text</p><h1>Two</h1><p>Text</p>");
    }
  });

  it("keeps what came before its end where it is cut off, and says so", async () => {
    const { html, warnings } = await readContent(openFb2, whole.slice(0, whole.lastIndexOf("Text") + 2));
    expect(html).toBe("<h1>One</h1><p>Text</p><h1>Two</h1><p>Te</p>");
    expect(warnings.map(({ rule }) => rule)).toEqual(["fb2/cut"]);
  });

  it("keeps pictures of a body that does not end, and shows no base64", async () => {
    const binary = `<binary id="a.png" content-type="image/png">${onePixel.toString("base64")}</binary>`;
    const { html, resources } = await readContent(openFb2, fb2Of(`<body><section><p>Text</p></section>${binary}`));
    expect(html).toBe("<p>Text</p>");
    expect(await resources.get("a.png")?.read()).toEqual(onePixel);
  });

  it("reads words that stand in no paragraph", async () => {
    const { html } = await readContent(
      openFb2,
      fb2Of(section("one<emphasis>two</emphasis><p>three</p>four<table><tr>five<td>six</td></tr></table>")),
    );
    expect(html).toBe(
      "<p>one<em>two</em></p><p>three</p><p>four</p><table><tbody><tr><td>five</td><td>six</td></tr></tbody></table>",
    );
  });

  it("reads another encoding than it declares", async () => {
    const cyrillic = fb2Of(section(`<p>${"Все счастливые семьи похожи друг на друга. ".repeat(5)}</p>`));
    const { html } = await readContent(openFb2, cyrillic);
    expect((await readContent(openFb2, cyrillic.replace("utf-8", "windows-1251"))).html).toBe(html);
    const letters = [...cyrillic].map((letter) => {
      const point = letter.codePointAt(0) ?? 0;
      return point < 0x80 ? point : point - 0x410 + 0xc0;
    });
    expect((await readContent(openFb2, Buffer.from(letters))).html).toBe(html);
  });
});
