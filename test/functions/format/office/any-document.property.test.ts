import { afterAll, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import type { ConvertedFormat } from "../../../../events/values.ts";
import { findings } from "../../../../functions/format/gate/findings.ts";
import { openEpubcheck } from "../../../epubcheck.ts";
import { proofRuns } from "../../../proof-sizes.ts";
import { zipOf } from "../../../shared/archive/zip-writer.ts";
import { withTemporaryFile } from "../../../temporary-file.ts";
import { verdictOf } from "../../../verdict.ts";
import { withEpub } from "../golden-case.ts";
import { docxOf, fb2Of, flatOdtOf, flatPicture, odtOf, onePixel, paragraph, run } from "./small-documents.ts";

const epubcheck = openEpubcheck();
afterAll(() => epubcheck?.close());

/** Converted into what keeps every rule, or refused: nothing else happens to a document. */
async function meet(content: Uint8Array | string, format: ConvertedFormat): Promise<void> {
  const verdict = await verdictOf(() =>
    withTemporaryFile(content, (path) =>
      withEpub(
        path,
        async (epub) => {
          expect(await findings(epub)).toEqual([]);
          expect((await epubcheck?.check(epub)) ?? []).toEqual([]);
        },
        format,
      ),
    ),
  );
  expect(verdict).toMatch(/^(?:accepted|[a-z0-9]+\/[a-z-]+)$/u);
}

const docxBody = `${paragraph("Title", "H1")}${paragraph(
  `${run("Text", "<w:b/>")}<w:r><w:footnoteReference w:id="1"/></w:r>`,
)}<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr>${paragraph("A")}</w:tc></w:tr></w:tbl><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:hyperlink w:anchor="x">${run("item")}</w:hyperlink></w:p>`;
const docxParts = {
  styles: '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>',
  numbering:
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
  footnotes: `<w:footnote w:id="1">${paragraph("Note")}</w:footnote>`,
  core: "<dc:title>A Title</dc:title>",
};
const odtText =
  '<text:h text:outline-level="1">Title</text:h><text:p text:style-name="P">Text<text:note><text:note-body><text:p>Note</text:p></text:note-body></text:note></text:p><text:list><text:list-item><text:p><text:a xlink:href="#x">item</text:a></text:p></text:list-item></text:list><table:table><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>A</text:p></table:table-cell></table:table-row></table:table><text:p><draw:frame><draw:image xlink:href="Pictures/1.png"/></draw:frame></text:p>';
const fb2Text = fb2Of(
  '<body><section id="s"><title><p>Title</p></title><epigraph><p>Cited</p></epigraph><p>Text<a l:href="#n" type="note">1</a></p><poem><stanza><v>One</v></stanza></poem><table><tr><td colspan="2">A</td></tr></table></section></body><body name="notes"><section id="n"><p>Note</p></section></body>',
  "<book-title>A Title</book-title>",
);
const rtfText =
  '{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset204 A;}}{\\stylesheet{\\s1 heading 1;}}{\\info{\\title T}}\\pard\\s1 Title\\par\\pard{\\b Text}\\u1076?{\\footnote Note}\\par\\trowd\\intbl A\\cell\\row{\\listtext 1.}\\ls1 item\\par{\\field{\\*\\fldinst HYPERLINK \\\\l "x"}{\\fldrslt link}}{\\pict\\pngblip 89504e47}}';

/** Some bytes of a text written over, taken out or put in, in places that lie anywhere. */
const changes = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    remove: fc.integer({ min: 0, max: 12 }),
    insert: fc.oneof(
      fc.string({ unit: "binary-ascii", maxLength: 4 }),
      fc.constantFrom('"', "<", ">", "&", "0", "-1", "99999999999", "{", "}", "\\", "</", "\0", "é", "#"),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);
type Changes = readonly { at: number; remove: number; insert: string }[];

function changed(text: string, all: Changes): string {
  return all.reduce((sofar, { at, remove, insert }) => {
    const place = Math.floor(at * sofar.length);
    return sofar.slice(0, place) + insert + sofar.slice(place + remove);
  }, text);
}

it.each<[ConvertedFormat, (change: Changes) => Uint8Array | string]>([
  ["docx", (change) => docxOf({ ...docxParts, body: changed(docxBody, change) })],
  ["docx", (change) => docxOf({ body: docxBody, ...docxParts, styles: changed(docxParts.styles, change) })],
  ["docx", (change) => docxOf({ body: docxBody, ...docxParts, numbering: changed(docxParts.numbering, change) })],
  ["docx", (change) => docxOf({ body: docxBody, ...docxParts, core: changed(docxParts.core, change) })],
  ["odt", (change) => odtOf({ text: changed(odtText, change) })],
  ["odt", (change) => odtOf({ text: odtText, meta: changed("<dc:title>T</dc:title>", change) })],
  ["odt", (change) => changed(flatOdtOf({ text: `${odtText}${flatPicture}` }), change)],
  ["fb2", (change) => changed(fb2Text, change)],
  ["rtf", (change) => Buffer.from(changed(rtfText, change), "latin1")],
  [
    "docx",
    (change) => Buffer.from(changed(docxOf({ ...docxParts, body: docxBody }).toString("latin1"), change), "latin1"),
  ],
  ["odt", (change) => Buffer.from(changed(odtOf({ text: odtText }).toString("latin1"), change), "latin1")],
  [
    "page-archive",
    (change) =>
      zipOf([
        {
          name: "index.html",
          data: changed('<title>T</title><h1>A</h1><p><a href="2.md#x">b</a><img src="d.png">', change),
        },
        {
          name: "2.md",
          data: changed(
            "---\ntitle: X\n---\n# B\n\n[a](index.html) ![d](d.png)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
            change,
          ),
        },
        { name: "d.png", data: onePixel },
      ]),
  ],
])(
  "converts or refuses %s, whatever is changed in it",
  async (format, make) => {
    await meet(make([]), format);
    await fc.assert(
      fc.asyncProperty(changes, async (change) => meet(make(change), format)),
      proofRuns(40),
    );
  },
  300_000,
);
