import { describe, expect, it } from "@jest/globals";
import { openDocx } from "../../../../functions/format/docx/read-docx.ts";
import { settledBody } from "../../../../functions/format/docx/settle-docx.ts";
import { openOdt } from "../../../../functions/format/odt/read-odt.ts";
import { childrenOf, type XmlElement } from "../../../../shared/xml/xml-element.ts";
import { verdictOf } from "../../../verdict.ts";
import { partsOf, withPart } from "../damaged/with-part.ts";
import { readContent } from "../readers/read-whole.ts";
import { docxOf, flatOdtOf, odtOf, paragraph, run } from "./small-documents.ts";

const readDocx = (body: string) => readContent(openDocx, docxOf({ body }));
const readOdt = (text: string) => readContent(openOdt, odtOf({ text }));
const p = (text: string) => `<text:p>${text}</text:p>`;

const mark = (id: number) => `<w:r><w:footnoteReference w:id="${id}"/></w:r>`;

const told = (part: string, damage: string) => ({
  rule: "K24",
  found: `A part of this document (${part}) has ${damage}.`,
  done: "It was read all the same.",
});

const element = (name: string, children: readonly XmlElement[] = []): XmlElement => ({
  name,
  namespace: "",
  attributes: new Map(),
  children,
});

describe("a Word document that is not well-formed", () => {
  it.each([
    ["a paragraph that does not end", `<w:p>${run("One")}${paragraph("Two")}`, "<p>One</p><p>Two</p>"],
    ["a run that does not end", `<w:p><w:r><w:t>One</w:t>${run(" two")}</w:p>`, "<p>One two</p>"],
    ["a word in angle brackets", paragraph("One <tag> two"), "<p>One  two</p>"],
    ["text beside the paragraphs", `One${paragraph("Two")}</w:r>`, "<p>One</p><p>Two</p>"],
    ["a mark that does not end", `<w:p><w:r><w:tab><w:t>One</w:t></w:r></w:p>`, "<p>\tOne</p>"],
    [
      "properties that do not end",
      `<w:p><w:pPr><w:jc w:val="center"/>${run("One")}</w:p>`,
      '<p style="text-align:center">One</p>',
    ],
    ["a deletion that does not end", `<w:p><w:del>${run("One")}</w:p>`, "<p>One</p>"],
    [
      "a row without a table",
      `<w:tr><w:tc>${paragraph("One")}</w:tc></w:tr></w:tbl>`,
      "<table><tbody><tr><td><p>One</p></td></tr></tbody></table>",
    ],
    [
      "a cell that ends too early",
      `<w:tbl><w:tr><w:tc>${paragraph("One")}</w:tc></w:tc>${paragraph("Two")}</w:tr></w:tbl>`,
      "<table><tbody><tr><td><p>One</p><p>Two</p></td></tr></tbody></table>",
    ],
    ["a body that ends too early", `${paragraph("One")}</w:body>${paragraph("Two")}`, "<p>One</p><p>Two</p>"],
    [
      "a text box that does not end",
      `<w:p><w:r><w:pict><w:txbxContent>${paragraph("In")}</w:pict></w:r>${run("Out")}</w:p>`,
      "<p>Out</p><div><p>In</p></div>",
    ],
    ["a drawing that does not end", `<w:p><w:r><w:drawing><w:t>One</w:t></w:r></w:p>`, "<p>One</p>"],
  ])("is read with all of its words: %s", async (_what, body, expected) => {
    expect((await readDocx(body)).html).toBe(expected);
  });

  it("has the words in front of the place where its file is cut off", async () => {
    const numbers = Array.from({ length: 500 }, (_, at) => paragraph(`${at * at}`)).join("");
    const whole = docxOf({ body: numbers });
    const start = whole.indexOf("word/document.xml", 0, "latin1");
    const next = whole.indexOf("PK\x03\x04", start, "latin1");
    const end = next < 0 ? whole.indexOf("PK\x01\x02", start, "latin1") : next;
    const { html, warnings } = await readContent(openDocx, whole.subarray(0, (start + end) / 2));
    expect(html).toMatch(/^<p>0<\/p>(?:<p>\d+<\/p>){100,450}$/u);
    expect(warnings.map(({ rule }) => rule)).toEqual(["archive/cut", "docx/cut"]);
  });

  it("keeps the properties of an element that is divided once in each part, however many there are", () => {
    const many = Array.from({ length: 100 }, () => element("pPr"));
    const divided = element("p", [...many, element("tab"), element("tbl"), element("tab")]);
    const parts = childrenOf(settledBody(element("document", [divided])), "p");
    expect(parts.map(({ children }) => children.length)).toEqual([2, 2]);
  });

  it("says what was wrong, and which part ends in the middle", async () => {
    const { warnings } = await readDocx(paragraph("One").slice(0, -6));
    expect(warnings).toEqual([told("document.xml", "an element that is not closed")]);
    const parts = await partsOf(docxOf({ body: paragraph("One") }));
    const whole = parts.get("word/document.xml")?.toString() ?? "";
    const cut = await readContent(openDocx, withPart(parts, "word/document.xml", whole.slice(0, -30)));
    expect(cut.html).toBe("<p>One</p>");
    expect(cut.warnings).toEqual([
      {
        rule: "docx/cut",
        found: "A part of this document (document.xml) ends in the middle, so that its end is missing.",
        done: "Kept what there is.",
      },
    ]);
  });

  it("keeps its notes, and what has fallen out of one goes on the one before it", async () => {
    const { html, warnings } = await readContent(
      openDocx,
      docxOf({
        body: `<w:p>${run("One")}${mark(1)}${run(" two")}${mark(2)}</w:p>`,
        footnotes: `<w:footnote w:id="1">${paragraph("First")}</w:footnote></w:footnote>${paragraph("still")}<w:footnote w:id="2">${paragraph("Second")}`,
      }),
    );
    expect(html).toMatch(
      /<aside[^>]*id="footnote-1"><p>First<\/p><p>still<\/p><\/aside><aside[^>]*id="footnote-2"><p>Second<\/p>/u,
    );
    expect(warnings.map(({ found }) => found)).toEqual([
      "A part of this document (footnotes.xml) has an end of what was not begun.",
      "A part of this document (footnotes.xml) has an element that is not closed.",
    ]);
  });

  it("is read without its styles, notes or properties where they are no XML at all", async () => {
    const parts = await partsOf(docxOf({ body: paragraph("One"), styles: "", footnotes: "" }));
    for (const name of ["word/styles.xml", "word/_rels/document.xml.rels", "docProps/core.xml"]) {
      const { html, warnings } = await readContent(openDocx, withPart(parts, name, "nothing"));
      expect([name, html, warnings.map(({ done }) => done)]).toEqual([name, "<p>One</p>", ["It was left out."]]);
    }
  });

  it("is refused where a part of it tries to read other files, or there is nothing to read", async () => {
    const parts = await partsOf(docxOf({ body: paragraph("One"), styles: "" }));
    for (const [name, bytes, code] of [
      ["word/styles.xml", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "xml/declarations"],
      ["word/document.xml", "words", "xml/malformed"],
      ["word/document.xml", "<w:document><w:body><w:p", "docx/no-document"],
    ] as const) {
      const verdict = await verdictOf(() => readContent(openDocx, withPart(parts, name, bytes)));
      expect([name, verdict]).toEqual([name, code]);
    }
  });
});

describe("an OpenDocument that is not well-formed", () => {
  it.each([
    ["a paragraph that does not end", `<text:p>One${p("Two")}`, "<p>One</p><p>Two</p>"],
    ["a span that does not end", `<text:p><text:span>One</text:p>${p("Two")}`, "<p>One</p><p>Two</p>"],
    ["a heading that does not end", `<text:h text:outline-level="1">One${p("Two")}`, "<h1>One</h1><p>Two</p>"],
    ["a word in angle brackets", p("One <tag> two"), "<p>One  two</p>"],
    ["a line break of HTML", p("One<br>two"), "<p>One<br>two</p>"],
    ["text beside the paragraphs", `One${p("Two")}</text:span>`, "<p>One</p><p>Two</p>"],
    [
      "an item without a list",
      `<text:list-item>${p("One")}</text:list-item></text:list>`,
      "<ul><li><p>One</p></li></ul>",
    ],
    [
      "a row without a table",
      `<table:table-row><table:table-cell>${p("One")}</table:table-row></table:table>`,
      "<table><tbody><tr><td><p>One</p></td></tr></tbody></table>",
    ],
    ["a comment that does not end", `<text:p>One<office:annotation>${p("said")} two</text:p>`, "<p>One two</p>"],
    [
      "a note that does not end",
      `<text:p>One<text:note><text:note-body>${p("Note")}</text:note-body> two</text:p>`,
      '<p>One<a epub:type="noteref" id="note-mark-1" href="#note-1">1</a> two</p><aside epub:type="footnote" id="note-1"><p>Note</p></aside>',
    ],
    [
      "a frame that does not end",
      `<text:p><draw:frame><draw:text-box>${p("In")}</draw:text-box> out</text:p>`,
      "<p> out</p><div><p>In</p></div>",
    ],
    ["changes that do not end", `<text:tracked-changes>${p("One")}`, "<p>One</p>"],
    [
      "declarations that do not end",
      `<text:sequence-decls><text:sequence-decl text:name="a"/>${p("One")}`,
      "<p>One</p>",
    ],
    [
      "contents that do not end",
      `<text:table-of-content><text:index-body>${p("x")}</text:index-body>${p("One")}`,
      "<p>One</p>",
    ],
    ["a text that ends too early", `${p("One")}</office:text></office:body>${p("Two")}`, "<p>One</p><p>Two</p>"],
  ])("is read with all of its words: %s", async (_what, text, expected) => {
    expect((await readOdt(text)).html).toBe(expected);
    expect((await readContent(openOdt, flatOdtOf({ text }))).html).toBe(expected);
  });

  it("has the words in front of the place where its file is cut off", async () => {
    const whole = odtOf({ text: Array.from({ length: 500 }, (_, at) => p(`${at * at}`)).join("") });
    const start = whole.indexOf("content.xml", 0, "latin1");
    const next = whole.indexOf("PK\x03\x04", start, "latin1");
    const end = next < 0 ? whole.indexOf("PK\x01\x02", start, "latin1") : next;
    const { html, warnings } = await readContent(openOdt, whole.subarray(0, (start + end) / 2));
    expect(html).toMatch(/^<p>0<\/p>(?:<p>\d+<\/p>){100,450}$/u);
    expect(warnings.map(({ rule }) => rule)).toEqual(["archive/cut", "odt/cut"]);
  });

  it("says what was wrong, and which part ends in the middle", async () => {
    const { warnings } = await readOdt(`<text:p>One${p("Two")}`);
    expect(warnings).toEqual([told("content.xml", "an element that is not closed")]);
    const whole = flatOdtOf({ text: p("One") });
    const cut = await readContent(openOdt, whole.slice(0, -40));
    expect(cut.html).toBe("<p>One</p>");
    expect(cut.warnings).toEqual([
      {
        rule: "odt/cut",
        found: "The file ends in the middle, so that its end is missing.",
        done: "Kept what there is.",
      },
    ]);
  });

  it("is read without its styles where they are no XML at all", async () => {
    const parts = await partsOf(odtOf({ text: p("One") }));
    const { html, warnings } = await readContent(openOdt, withPart(parts, "styles.xml", "nothing"));
    expect(html).toBe("<p>One</p>");
    expect(warnings).toEqual([
      { rule: "K24", found: "A part of this document (styles.xml) cannot be read.", done: "It was left out." },
    ]);
  });
});
