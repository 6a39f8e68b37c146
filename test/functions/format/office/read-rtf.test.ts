import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { drawMetafile } from "../../../../functions/format/images/metafile/draw-metafile.ts";
import { openRtf } from "../../../../functions/format/rtf/read-rtf.ts";
import { verdictOf } from "../../../verdict.ts";
import { emf, emfRectangle, wmf, wmfRecord } from "../images/metafile/metafile-writer.ts";
import { readContent } from "../readers/read-whole.ts";
import { onePixel } from "./small-documents.ts";

const read = (content: string) => readContent(openRtf, Buffer.from(content, "latin1"));
const htmlOf = async (content: string) => (await read(`{\\rtf1\\ansi ${content}}`)).html;

describe("openRtf", () => {
  it("keeps paragraphs, looks and alignment", async () => {
    expect(await htmlOf("Plain {\\b bold \\i both}\\par\\pard\\qc Centred\\par")).toBe(
      '<p>Plain <strong>bold </strong><strong><em>both</em></strong></p><p style="text-align:center">Centred</p>',
    );
  });

  it("makes headings of the styles that are called so, and of outline levels", async () => {
    expect(
      await htmlOf(
        "{\\stylesheet{\\s1 heading 1;}{\\s2 Other;}}\\pard\\s1 One\\par\\pard\\s2 Two\\par\\pard\\outlinelevel2 Three\\par",
      ),
    ).toBe("<h1>One</h1><p>Two</p><h3>Three</h3>");
  });

  it("reads every code page, Unicode with its stand-ins, and quotes", async () => {
    expect(
      await htmlOf("\\ansicpg1251\\'cf\\'f0\\'e8 \\u1076?\\uc2\\u1077\\'3f\\'3f\\u8364 ??\\ldblquote x\\rdblquote"),
    ).toBe("<p>При де€“x”</p>");
    expect(await htmlOf("{\\fonttbl{\\f0\\fcharset128 MS Mincho;}}\\f0\\'93\\'fa\\'96\\'7b")).toBe("<p>日本</p>");
  });

  it("reads what MS-DOS and OS/2 wrote, and fonts that name their code page", async () => {
    expect(await htmlOf("\\pc \\'82\\'e1")).toBe("<p>éß</p>");
    expect(await htmlOf("\\pca \\'b5\\'d0")).toBe("<p>Áð</p>");
    expect(await htmlOf("{\\fonttbl{\\f0 Arial;}{\\f1\\cpg1253 Arial;}}\\f1\\'e1\\f0\\'e1")).toBe("<p>αá</p>");
  });

  it("writes the letters of symbol fonts as what they show", async () => {
    const fonts =
      "\\ansicpg1251{\\fonttbl{\\f0\\fcharset204 Arial;}{\\f3\\froman\\fcharset2\\fprq2{\\*\\panose 05050102}Symbol;}{\\f4\\fnil\\fcharset2 Wingdings;}{\\f5 OpenSymbol;}}";
    expect(await htmlOf(`${fonts}\\f0 a{\\f3 abG\\'a3 \\u-3988 ?\\u945 ?}a{\\f4\\'fc\\'e0}{\\f5 b}\\'e0`)).toBe(
      "<p>aαβΓ≤ λαa✓→bа</p>",
    );
  });

  it("joins a large first letter to the paragraph that it begins", async () => {
    expect(await htmlOf("\\pard\\dropcapli3\\dropcapt1 O\\par\\pard nce upon a time\\par")).toBe(
      "<p>Once upon a time</p>",
    );
  });

  it("keeps tables, lists, notes and links", async () => {
    expect(await htmlOf("\\trowd\\intbl A\\cell B\\cell\\row\\pard After\\par")).toBe(
      "<table><tbody><tr><td>A</td><td>B</td></tr></tbody></table><p>After</p>",
    );
    expect(
      await htmlOf(
        "{\\listtext 1.\\tab}\\ls1\\ilvl0 One\\par{\\listtext \\'b7\\tab}\\ls1\\ilvl1 sub\\par\\pard End\\par",
      ),
    ).toBe("<ol><li>One<ul><li>sub</li></ul></li></ol><p>End</p>");
    expect(await htmlOf("Text{\\super\\chftn}{\\footnote\\pard {\\super\\chftn} The note}\\par")).toBe(
      '<p>Text<a epub:type="noteref" id="note-mark-1" href="#note-1">1</a></p><aside epub:type="footnote" id="note-1"><p> The note</p></aside>',
    );
    expect(await htmlOf('{\\field{\\*\\fldinst HYPERLINK "https://example.org/"}{\\fldrslt there}}')).toBe(
      '<p><a href="https://example.org/">there</a></p>',
    );
  });

  it("shows PNG and JPEG pictures, and tells of those that are not read", async () => {
    const { html, resources, warnings } = await read(
      `{\\rtf1 {\\*\\shppict{\\pict\\pngblip\n${onePixel.toString("hex")}}}{\\pict\\macpict 0102}Text}`,
    );
    expect(html).toBe('<p><img src="resource:picture-1" alt="">Text</p>');
    expect(await resources.get("picture-1")?.read()).toEqual(onePixel);
    expect(warnings.map(({ rule, found }) => `${rule} ${found}`)).toEqual([
      "K41 1 picture of a kind that a Kindle does not show.",
    ]);
  });

  it("shows Windows metafiles, as large as it says they are", async () => {
    const drawing = wmf([wmfRecord(0x02_0c, 100, 100), wmfRecord(0x04_1b, 80, 80, 20, 20)], "plain").toString("hex");
    const { html, resources, warnings } = await read(
      `{\\rtf1 {\\pict\\emfblip ${emf(emfRectangle(1, 1, 9, 9)).toString("hex")}}{\\pict\\wmetafile8\\picw999\\pich999\\picwgoal2880\\pichgoal1440 ${drawing}}{\\pict\\wmetafile8 ${drawing}}Text}`,
    );
    expect(html).toBe(
      '<p><img src="resource:picture-1" alt=""><img src="resource:picture-2" alt=""><img src="resource:picture-3" alt="">Text</p>',
    );
    const sizes = [];
    for (const resource of resources.values()) {
      const drawn = drawMetafile(await resource.read());
      sizes.push("svg" in drawn ? /width="[\d.]+" height="[\d.]+"/.exec(drawn.svg)?.[0] : drawn.undrawn);
    }
    expect(sizes).toEqual(['width="94.488" height="94.488"', 'width="192" height="96"', 'width="100" height="100"']);
    expect(warnings).toEqual([]);
  });

  it("leaves a Windows metafile as it is that says itself how large it is", async () => {
    const drawing = wmf([wmfRecord(0x02_0c, 100, 100), wmfRecord(0x04_1b, 80, 80, 20, 20)]);
    const { resources } = await read(
      `{\\rtf1 {\\pict\\wmetafile8\\picwgoal2880\\pichgoal1440 ${drawing.toString("hex")}}Text}`,
    );
    expect(await [...resources.values()][0]?.read()).toEqual(drawing);
  });

  it("leaves out what is hidden, and what is not text", async () => {
    expect(await htmlOf("{\\header Page 1}{\\*\\unknown secret}{\\v hidden}{\\*\\generator X;}Seen")).toBe(
      "<p>Seen</p>",
    );
  });

  it("says what the file says about itself", async () => {
    const { metadata } = await read(
      "{\\rtf1\\ansi\\ansicpg1252\\deflang1031{\\info{\\title Stra\\'dfe}{\\author A; B}{\\keywords x, y}}Text}",
    );
    expect(metadata).toEqual({ title: "Straße", authors: ["A", "B"], language: "de", subjects: ["x", "y"] });
  });

  it("refuses a file without text, and reads one that is cut off as far as it goes", async () => {
    expect(await verdictOf(() => read("{\\rtf1 }"))).toBe("rtf/empty");
    expect((await read("{\\rtf1 {\\b Some {\\i words")).html).toBe(
      "<p><strong>Some </strong><strong><em>words</em></strong></p>",
    );
  });

  it("comes to an end, in memory that does not grow with depth, whatever the braces", async () => {
    expect((await read(`{\\rtf1 A${"{".repeat(200_000)}deep${"}".repeat(200_000)}B}`)).html).toBe("<p>AB</p>");
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.constantFrom(
            "{",
            "}",
            "\\*",
            "\\footnote ",
            "\\pict ",
            "\\cell ",
            "\\row ",
            "\\par ",
            "\\u55 ",
            "x",
            "\\bin9 ",
            "\\ls1 ",
            "\\fldrslt ",
            "\\listtext ",
            "\\s1 ",
            "\\intbl ",
          ),
          { maxLength: 60 },
        ),
        async (words) => {
          expect(["accepted", "rtf/empty"]).toContain(await verdictOf(() => read(`{\\rtf1 ${words.join("")}`)));
        },
      ),
    );
  });
});
