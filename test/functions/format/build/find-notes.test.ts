import { describe, expect, it } from "@jest/globals";
import { buildBook } from "../../../../functions/format/build/build-book.ts";
import { fillSlot } from "../../../../functions/format/build/settle-links.ts";
import { hints, sourceOf } from "./source-in-test.ts";

async function textsOf(chapters: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const book = await buildBook(sourceOf(chapters), hints);
  const whole = new Set(book.parts);
  return book.parts.map(({ pieces }) =>
    pieces.map((piece) => (typeof piece === "string" ? piece : fillSlot(piece, book.nameOf, whole))).join(""),
  );
}

const conventions: Readonly<Record<string, string>> = {
  Word: `<p>Text<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a>.</p><div id="ftn1"><p class="MsoFootnoteText"><a href="#_ftnref1" name="_ftn1"><span>[1]</span></a> Note.</p><p>More.</p></div>`,
  "Google Docs": `<p>Text<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup>.</p><hr><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span> Note.</span></p><p>More.</p></div>`,
  Pandoc: `<p>Text<a href="#fn1" id="fnref1"><sup>1</sup></a>.</p><div class="footnotes"><ol><li id="fn1"><p>Note.</p><p>More.<a href="#fnref1">↩︎</a></p></li></ol></div>`,
  kramdown: `<p>Text<sup id="fnref:a"><a href="#fn:a">1</a></sup>.</p><ol><li id="fn:a"><p>Note.</p><p>More. <a href="#fnref:a">&#8617;</a></p></li></ol>`,
  Wikipedia: `<p>Text<sup id="cite_ref-x_1-0"><a href="#cite_note-x-1">[1]</a></sup>, again<sup id="cite_ref-x_1-1"><a href="#cite_note-x-1">[1]</a></sup>.</p><ol><li id="cite_note-x-1"><span>^ <sup><a href="#cite_ref-x_1-0">a</a></sup> <sup><a href="#cite_ref-x_1-1">b</a></sup></span> <span>Note. More.</span></li></ol>`,
  "Project Gutenberg": `<p>Text<a name="FNanchor_1_1"></a><a href="#Footnote_1_1">[1]</a>.</p><div class="footnote"><p><a name="Footnote_1_1"></a><a href="#FNanchor_1_1"><span>[1]</span></a> Note.</p><p>More.</p></div>`,
  "an e-book": `<p>Text<sup><a id="r1" href="#n1">*</a></sup>.</p><p id="n1"><a href="#r1">*</a> Note. More.</p>`,
};

const noteOf = (number: number) => `<a id="n${number}" href="#r${number}">[${number}]</a>`;

describe("notes", () => {
  it.each(Object.entries(conventions))("are shown where they are called, as %s links them", async (_, html) => {
    const text = (await textsOf({ a: html })).join("");
    const [, id, note = ""] = /<aside epub:type="footnote" id="([^"]+)">(.*?)<\/aside>/s.exec(text) ?? [];
    expect(text).toContain(`<a href="#${id}" epub:type="noteref"`);
    expect(note.replaceAll(/<[^>]*>/g, " ")).toMatch(/Note\.\s+More\./);
    expect(note).not.toContain("Text");
    // The way back is its own, and there is one of each.
    const back = /<a href="#([^"]+)"/.exec(note)?.[1];
    expect(text).toContain(` id="${back}"`);
    expect(text.match(/<aside/g)).toHaveLength(1);
  });

  it("may lie in a file of their own", async () => {
    const [text, notes] = await textsOf({
      a: '<p>Text ends in a mark<a id="r1" href="notes#n1">[1]</a></p>',
      notes:
        '<h1>Notes</h1><p id="n1"><a href="a#r1">[1]</a> One.</p><p id="n2"><a href="a#r9">[2]</a> Called by nothing.</p>',
    });
    expect(text).toContain(
      '<p>Text ends in a mark<a href="part-0002.xhtml#n1" epub:type="noteref" id="r1">[1]</a></p>',
    );
    expect(notes).toContain(
      '<aside epub:type="footnote" id="n1"><p><a href="part-0001.xhtml#r1">[1]</a> One.</p></aside>',
    );
    expect(notes).toContain('<p><a href="part-0001.xhtml">[2]</a> Called by nothing.</p>');
  });

  it.each(
    Object.entries({
      "lines of one paragraph": `<p>${noteOf(1)} One.<br>${noteOf(2)} Two, see <a href="#r1">[1]</a>.</p>`,
      "sentences of one paragraph": `<p>${noteOf(1)} One. <span></span>${noteOf(2)} Two, see <a href="#r1">[1]</a>.</p>`,
      "terms of a list": `<dl><dt id="n1"><a href="#r1">[1]</a></dt><dd>One.</dd><dt>${noteOf(2)}</dt><dd><p>Two, see <a href="#r1">[1]</a>.</p></dd></dl>`,
      "rows of a table": `<table><tr id="n1"><td><a href="#r1">[1]</a></td><td>One.</td></tr><tr><td>${noteOf(2)}</td><td>Two, see <a href="#r1">[1]</a>.</td></tr></table>`,
      "cells of a table": `<table><tr><td>x</td><td>${noteOf(1)} One.</td></tr><tr><td>y</td><td>${noteOf(2)} Two, see <a href="#r1">[1]</a>.</td></tr></table>`,
      "lines below a word": `<p>Below:<br>${noteOf(1)} One.<br><br>${noteOf(2)} Two, see <a href="#r1">[1]</a>.<br></p>`,
    }),
  )("are set apart where they are %s, and called from anywhere", async (_, notes) => {
    const [text = ""] = await textsOf({
      a: `<dl><dt>Term<a id="r1" href="#n1">[1]</a></dt><dd>x</dd></dl><table><tr><td>Cell<a id="r2" href="#n2">[2]</a></td><td>y</td></tr></table>${notes}`,
    });
    expect(text).toContain('<dt>Term<a href="#n1" epub:type="noteref" id="r1">[1]</a></dt>');
    expect(text).toContain('<td>Cell<a href="#n2" epub:type="noteref" id="r2">[2]</a></td>');
    expect(text.match(/<aside.*?<\/aside>/gs)).toEqual([
      '<aside epub:type="footnote" id="n1"><p><a href="#r1">[1]</a> One.</p></aside>',
      '<aside epub:type="footnote" id="n2"><p><a href="#r2">[2]</a> Two, see <a href="#r1">[1]</a>.</p></aside>',
    ]);
  });

  it("are set apart in a file of their own where each begins a line", async () => {
    const texts = await textsOf({
      a: '<p>Text<a id="r1" href="notes#n1">[1]</a> and more<a id="r2" href="notes#n2">[2]</a></p>',
      notes: '<p><a id="n1" href="a#r1">[1]</a> One.<br><a id="n2" href="a#r2">[2]</a> Two.</p>',
    });
    expect(texts.join("").match(/noteref/g)).toHaveLength(2);
    expect(texts[1]?.match(/<aside/g)).toHaveLength(2);
    expect(texts[0]).not.toContain("<aside");
  });

  it.each([
    [
      "the lines of a table of contents",
      '<p><a id="t1" href="#c1">1</a></p><p><a id="t2" href="#c2">2</a></p><p id="c1"><a href="#t1">1</a> It began.</p><p id="c2"><a href="#t2">2</a> It ended.</p>',
    ],
    ["headings", '<p>See <a id="t" href="#h">1</a></p><h2 id="h"><a href="#t">1</a> Heading</h2><p>x</p>'],
    [
      "a chapter",
      '<p>See <a id="t" href="#h">1</a></p><div id="h"><p><a href="#t">1</a></p><h3>Heading</h3><p>x</p></div>',
    ],
    [
      "terms of a list that has others too",
      '<p>A<a id="u1" href="#g1">1</a></p><dl><dt><a id="g1" href="#u1">1</a></dt><dd>One.</dd><dt>Other</dt><dd>Two.</dd></dl>',
    ],
    [
      "the rows of a table with more in it",
      '<p>A<a id="u1" href="#g1">1</a></p><table><tr><th>No.</th><th>Name</th></tr><tr><td><a id="g1" href="#u1">1</a></td><td>One.</td></tr></table>',
    ],
    [
      "a whole text that begins with a mark",
      `<p>See <a id="t" href="#h">1</a></p><div id="h"><p><a href="#t">1</a> x</p>${"<p>x</p>".repeat(500)}</div>`,
    ],
    ["what nothing calls", '<p id="r">Text.</p><p id="n"><a href="#r">1</a> Note.</p>'],
    [
      "verses",
      '<p><a href="#v1">1</a> <a href="#v2">2</a></p><p id="v1"><a href="#top">1</a> In the beginning</p><p id="v2">2 And</p><p id="top">x</p>',
    ],
  ])("are not %s", async (_, html) => {
    expect((await textsOf({ a: html })).join("")).not.toMatch(/<aside|noteref/);
  });
});
