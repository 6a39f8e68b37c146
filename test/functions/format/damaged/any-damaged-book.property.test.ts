import { afterAll, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import type { ConvertedFormat } from "../../../../events/values.ts";
import { findings } from "../../../../functions/format/gate/findings.ts";
import { openEpubcheck } from "../../../epubcheck.ts";
import { proofRuns } from "../../../proof-sizes.ts";
import { seeded } from "../../../seeded.ts";
import { epubOf, opfOf } from "../../../shared/epub/epub-writer.ts";
import { withTemporaryFile } from "../../../temporary-file.ts";
import { withEpub } from "../golden-case.ts";
import { docxOf, fb2Of, flatOdtOf, odtOf, onePixel, paragraph, run } from "../office/small-documents.ts";
import { damages } from "./damages.ts";
import { partsOf, withPart } from "./with-part.ts";
import { wordsOfEpub } from "./words-of-epub.ts";

const epubcheck = openEpubcheck();
afterAll(() => epubcheck?.close());

/** Words that stand nowhere twice, so that each can be looked for. */
const sentence = (at: number) => `Word${at}a and word${at}b <emphasis>are word${at}c</emphasis> here`;
const fb2 = fb2Of(
  `<body><title><p>Top title</p></title>${[1, 2, 3, 4]
    .map(
      (at) =>
        `<section id="s${at}"><title><p>Head${at}</p></title><p>${sentence(at)}</p><empty-line/><p>${sentence(at * 10)}</p><image l:href="#a.png"/><poem><stanza><v>Verse${at} one line</v><v>and another line</v></stanza></poem></section>`,
    )
    .join("")}</body>`,
  "<book-title>A Title</book-title><lang>en</lang>",
  `<binary id="a.png" content-type="image/png">${onePixel.toString("base64")}</binary>`,
);
const docxParts = await partsOf(
  docxOf({
    body: [1, 2, 3, 4]
      .map(
        (at) =>
          `${paragraph(`Head${at}`, "H1")}${paragraph(`${run(`Word${at}a and `)}${run(`word are Word${at}b`, "<w:b/><w:i/>")}<w:r><w:tab/><w:t>or Word${at}c here</w:t></w:r>`)}<w:tbl><w:tblPr/><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>${paragraph(`Word${at}d in a cell`)}</w:tc></w:tr></w:tbl><w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>${paragraph(`Word${at}e in a box`)}</w:txbxContent></wps:txbx></w:drawing></mc:Choice></mc:AlternateContent></w:r>${run(`Word${at}f beside`)}</w:p><w:sdt><w:sdtPr/><w:sdtContent>${paragraph(`<w:hyperlink w:anchor="x">${run(`Word${at}g linked`)}</w:hyperlink>`)}</w:sdtContent></w:sdt>`,
      )
      .join(""),
    styles: '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>',
  }),
);
const odtText = [1, 2, 3, 4]
  .map(
    (at) =>
      `<text:h text:outline-level="1">Head${at} it is</text:h><text:p>Word${at}a and <text:span>Word${at}b more</text:span><text:s/>Word${at}c<text:tab/>here<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Word${at}d noted</text:p></text:note-body></text:note> too</text:p><text:list><text:list-item><text:p>Word${at}e listed</text:p></text:list-item></text:list><table:table><table:table-column/><table:table-row><table:table-cell><text:p>Word${at}f in a cell</text:p></table:table-cell></table:table-row></table:table><text:p><draw:frame><draw:text-box><text:p>Word${at}g in a box</text:p></draw:text-box></draw:frame></text:p>`,
  )
  .join("");
const odtParts = await partsOf(odtOf({ text: odtText }));
const names = [1, 2, 3, 4, 5];
const opf = opfOf({
  manifest: names.map((at) => `<item id="p${at}" href="p${at}.xhtml" media-type="application/xhtml+xml"/>`).join("\n"),
  spine: `<spine>${names.map((at) => `<itemref idref="p${at}"/>`).join("\n")}</spine>`,
});
const pages = Object.fromEntries(
  names.map((at) => [`OEBPS/p${at}.xhtml`, `<html><body><h1>Head${at}</h1><p>Word${at}a here</p></body></html>`]),
);

/** The marked words of a text that no damage is in; those of an attribute are none. */
function markedWords(xml: string): readonly string[] {
  return xml.replaceAll(/<[^<>]*>/gu, " ").match(/\b(?:Word|Head|Verse)\d+\w?\b/gu) ?? [];
}

it.each<[ConvertedFormat, string, (xml: Uint8Array | string) => Uint8Array | string]>([
  ["fb2", fb2, (xml) => xml],
  ["epub", opf, (xml) => epubOf({ opf: text(xml), files: pages })],
  ["docx", partIn(docxParts, "word/document.xml"), (xml) => withPart(docxParts, "word/document.xml", xml)],
  ["odt", partIn(odtParts, "content.xml"), (xml) => withPart(odtParts, "content.xml", xml)],
  ["odt", flatOdtOf({ text: odtText }), (xml) => xml],
])(
  "makes a book that passes the gate, with every word, of %s however its XML is broken",
  async (format, whole, make) => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.entries(damages)), fc.nat(), async ([name, damage], seed) => {
        const damaged = damage(whole, seeded(seed));
        fc.pre(damaged !== undefined);
        // The pages of an EPUB are all there, whatever is said of them.
        const inPages = format === "epub" ? Object.values(pages).join("") : undefined;
        const expected = markedWords(inPages ?? (name.startsWith("cut off") ? text(damaged) : whole));
        expect(expected.length).toBeGreaterThan(0);
        await withTemporaryFile(make(damaged), (path) =>
          withEpub(
            path,
            async (epub) => {
              expect([name, await findings(epub)]).toEqual([name, []]);
              expect([name, (await epubcheck?.check(epub)) ?? []]).toEqual([name, []]);
              const words = new Set(await wordsOfEpub(epub));
              expect([name, expected.filter((word) => !words.has(word))]).toEqual([name, []]);
            },
            format,
          ),
        );
      }),
      proofRuns(200),
    );
  },
  300_000,
);

function partIn(parts: ReadonlyMap<string, Buffer>, name: string): string {
  return parts.get(name)?.toString() ?? "";
}

function text(xml: Uint8Array | string): string {
  return typeof xml === "string" ? xml : Buffer.from(xml).toString();
}
