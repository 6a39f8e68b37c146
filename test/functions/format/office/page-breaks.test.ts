import { expect, it } from "@jest/globals";
import type { ConvertedFormat } from "../../../../events/values.ts";
import { openArchive } from "../../../../shared/archive/open-archive.ts";
import { withTemporaryFile } from "../../../temporary-file.ts";
import { withEpub } from "../golden-case.ts";
import { docxOf, odtOf, paragraph, run } from "./small-documents.ts";

const text = Array.from(
  { length: 4 },
  (_, index) => `This is sentence ${index} of a chapter, which goes on for a while.`,
);
const words = text.map((one) => paragraph(one)).join("");
const odf = text.map((one) => `<text:p>${one}</text:p>`).join("");
const rtf = text.map((one) => `${one}\\par\n`).join("");
const section = '<w:p><w:pPr><w:sectPr><w:type w:val="nextPage"/></w:sectPr></w:pPr></w:p>';
const odtStyles =
  '<style:style style:name="B" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>' +
  '<style:style style:name="M" style:family="paragraph" style:master-page-name="First"/>';

it.each<[string, ConvertedFormat, Uint8Array | string]>([
  [
    "a break in Word",
    "docx",
    docxOf({
      body: `${paragraph("One")}${words}<w:p><w:r><w:br w:type="page"/></w:r></w:p>${paragraph("Two")}${words}<w:p><w:r><w:br w:type="page"/></w:r>${run("Three")}</w:p>${words}`,
    }),
  ],
  [
    "a paragraph of Word that begins a page",
    "docx",
    docxOf({
      body: `${paragraph("One")}${words}${["Two", "Three"].map((title) => `<w:p><w:pPr><w:pageBreakBefore/></w:pPr>${run(title)}</w:p>${words}`).join("")}`,
    }),
  ],
  [
    "a section of Word",
    "docx",
    docxOf({
      body: `${paragraph("One")}${words}${section}${paragraph("Two")}${words}${section}${paragraph("Three")}${words}`,
    }),
  ],
  [
    "a style of LibreOffice",
    "odt",
    odtOf({
      automaticStyles: odtStyles,
      text: `<text:p>One</text:p>${odf}<text:p text:style-name="B">Two</text:p>${odf}<text:p text:style-name="M">Three</text:p>${odf}`,
    }),
  ],
  [
    "a break in RTF",
    "rtf",
    `{\\rtf1\\ansi One\\par\n${rtf}\\page Two\\par\n${rtf}{\\pard\\pagebb Three\\par}\n${rtf}}`,
  ],
])("the short line behind %s is a heading, and no rule stands between pages", async (_, format, source) => {
  await withTemporaryFile(source, (path) =>
    withEpub(
      path,
      async (epubPath) => {
        const archive = await openArchive(epubPath);
        try {
          const pages = [...archive.entries.keys()].filter((name) => /part-\d+\.xhtml$/.test(name));
          const texts = await Promise.all(
            pages.map(async (name) => new TextDecoder().decode(await archive.read(name))),
          );
          const all = texts.join("");
          expect([...all.matchAll(/<h1[^>]*>([^<]*)</g)].map(([, title]) => title)).toEqual(["One", "Two", "Three"]);
          expect(all).not.toContain("<hr");
          expect(all.match(/sentence 3/g)).toHaveLength(3);
        } finally {
          await archive.close();
        }
      },
      format,
    ),
  );
});
