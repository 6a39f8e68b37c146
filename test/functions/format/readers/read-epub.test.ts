import { describe, expect, it } from "@jest/globals";
import { openEpub } from "../../../../functions/format/read-epub.ts";
import { readContent } from "./read-whole.ts";
import { onePixel, page, type SmallEpub, smallEpub } from "./small-epub.ts";

const read = async (epub: SmallEpub) => readContent(openEpub, await smallEpub(epub));
const itemref = (...ids: readonly string[]) => ids.map((id) => `<itemref idref="${id}"/>`).join("");
const pageItem = (id: string, more = "") =>
  `<item id="${id}" href="${id}.xhtml" media-type="application/xhtml+xml" ${more}/>`;
const picture = '<item id="cover" href="cover.png" media-type="image/png" properties="cover-image"/>';
const nav = (links: string) => page(`<nav epub:type="toc"><ol>${links}</ol></nav>`);

describe("the chapters of an EPUB", () => {
  it("are its linear pages in the order of the spine, then those that something leads to, then what is left of the spine", async () => {
    const book = await read({
      files: {
        "a.xhtml": "<p>A <a href='notes.xhtml#n1'>1</a></p>",
        "b.xhtml": "<p>B</p>",
        "notes.xhtml": "<p id='n1'>N <a href='deep.xhtml'>d</a></p>",
        "deep.xhtml": "<p>D</p>",
        "alone.xhtml": "<p>never led to</p>",
        "outside.xhtml": "<p>in no order</p>",
      },
      manifest: ["a", "b", "notes", "deep", "alone", "outside"].map((id) => pageItem(id)).join(""),
      spine: `<itemref idref="notes" linear="no"/><itemref idref="alone" linear="no"/>${itemref("b", "a", "b")}`,
    });
    expect(book.chapters.map(({ id }) => id)).toEqual([
      "b.xhtml",
      "a.xhtml",
      "notes.xhtml",
      "deep.xhtml",
      "alone.xhtml",
    ]);
    expect(book.chapters[1]?.resolve("notes.xhtml#n1")).toEqual({ kind: "chapter", id: "notes.xhtml", fragment: "n1" });
  });

  it("leave out the page that only shows the cover, and the book's own table of contents", async () => {
    const book = await read({
      files: {
        "cover.xhtml": "<div><img src='cover.png' alt='Cover'/></div>",
        "cover.png": onePixel,
        "nav.xhtml": nav("<li><a href='cover.xhtml'>Cover</a></li><li><a href='a.xhtml'>One</a></li>"),
        "a.xhtml": "<p>A <a href='nav.xhtml'>contents</a></p>",
      },
      manifest: `${pageItem("cover").replace('id="cover"', 'id="coverpage"')}${picture}${pageItem("nav", 'properties="nav"')}${pageItem("a")}`,
      spine: itemref("coverpage", "nav", "a"),
    });
    expect(book.chapters.map(({ id }) => id)).toEqual(["a.xhtml"]);
    expect(book.cover).toBe("cover.png");
    expect(book.contents).toEqual([{ title: "One", target: { id: "a.xhtml" }, children: [] }]);
    expect(book.chapters[0]?.resolve("nav.xhtml")).toBeUndefined();
    expect(book.chapters[0]?.title).toBe("One");
  });

  it("keep a page that shows the cover and says more", async () => {
    const book = await read({
      files: { "a.xhtml": `<img src='cover.png' alt=''/><p>${"word ".repeat(60)}</p>`, "cover.png": onePixel },
      manifest: `${pageItem("a")}${picture}`,
      spine: itemref("a"),
    });
    expect(book.chapters).toHaveLength(1);
  });

  it("keep the only page of a book, even if it shows the cover alone", async () => {
    const book = await read({
      files: { "a.xhtml": "<img src='cover.png' alt=''/>", "cover.png": onePixel },
      manifest: `${pageItem("a")}${picture}`,
      spine: itemref("a"),
    });
    expect(book.chapters).toHaveLength(1);
  });

  it("keep what a navigation document says besides", async () => {
    const text = "word ".repeat(60).trim();
    const book = await read({
      files: {
        "nav.xhtml": page(`<p>${text}</p><nav epub:type="toc"><ol><li><a href="nav.xhtml">LIST</a></li></ol></nav>`),
      },
      manifest: pageItem("nav", 'properties="nav"'),
      spine: itemref("nav"),
    });
    expect(book.chapters.map((chapter) => chapter.text)).toEqual([text]);
  });

  it("are read as XML, whatever an HTML parser would make of them", async () => {
    const book = await read({
      files: {
        "a.xhtml":
          '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr" id="root"><head><title/><script src="x.js"/></head><body id="b" dir="rtl"><p>one<a id="x"/>two</p><![CDATA[1 < 2]]></body></html>',
      },
      spine: itemref("i0"),
    });
    expect(book.chapters[0]).toMatchObject({ language: "fr", direction: "rtl", text: "one two 1 < 2" });
    expect(book.html).toContain('<a id="x"></a>two');
    expect(book.html).toContain('<span id="b"></span>');
  });

  it("are decoded as they declare, or as they are", async () => {
    const declared = Buffer.from(
      '<?xml version="1.0" encoding="windows-1251"?><html xmlns="http://www.w3.org/1999/xhtml"><body>\xcf\xf0\xe8\xe2\xe5\xf2</body></html>',
      "latin1",
    );
    const wide = Buffer.from("\uFEFF<html xmlns='http://www.w3.org/1999/xhtml'><body>größer</body></html>", "utf16le");
    const book = await read({ files: { "a.xhtml": declared, "b.xhtml": wide }, spine: itemref("i0", "i1") });
    expect(book.chapters.map((chapter) => chapter.text)).toEqual(["Привет", "größer"]);
  });

  it("show a picture that stands in the spine, and the fallback of what cannot be shown", async () => {
    const book = await read({
      files: { "fox one.png": onePixel, "a.pdf": "<pdf", "b.xhtml": "<p>B</p>", "c.bin": "<bin" },
      manifest:
        '<item id="p" href="fox%20one.png" media-type="image/png"/><item id="a" href="a.pdf" media-type="application/pdf" fallback="b"/>' +
        `${pageItem("b")}<item id="c" href="c.bin" media-type="application/x-thing"/>`,
      spine: itemref("p", "a", "c"),
    });
    const [shown, instead] = book.chapters;
    const source = /src="([^"]+)"/u.exec(shown?.html ?? "")?.[1] ?? "";
    expect(shown?.resolve(source)).toEqual({ kind: "resource", id: "fox one.png" });
    expect(instead?.text).toBe("B");
    expect(book.warnings.map(({ rule }) => rule)).toContain("epub/foreign-content");
    expect(book.chapters).toHaveLength(2);
  });

  it("hold the drawing, with its text, of an SVG that stands in the spine", async () => {
    const book = await read({
      files: {
        "a.svg": '<svg xmlns="http://www.w3.org/2000/svg"><text>Hello</text><image href="p.png"/></svg>',
        "p.png": onePixel,
      },
      manifest:
        '<item id="a" href="a.svg" media-type="image/svg+xml"/><item id="p" href="p.png" media-type="image/png"/>',
      spine: itemref("a"),
    });
    expect(book.chapters.map((chapter) => chapter.text)).toEqual(["Hello"]);
    expect(book.html).toMatch(/^<svg/u);
  });

  it("show the default case of a switch", async () => {
    const book = await read({
      files: {
        "a.xhtml":
          '<epub:switch><epub:case required-namespace="x"><p>case</p></epub:case><epub:default><p>default</p></epub:default></epub:switch>',
      },
      spine: itemref("i0"),
    });
    expect(book.chapters).toHaveLength(1);
    expect(book.chapters[0]?.text).toBe("default");
  });

  it("follow each other where the layout is fixed, and the reader is told", async () => {
    const book = await read({
      files: { "a.xhtml": "<p>A</p>" },
      spine: itemref("i0"),
      metadata: '<meta property="rendition:layout">pre-paginated</meta>',
    });
    expect(book.warnings.map(({ rule }) => rule)).toContain("epub/fixed-layout");
  });
});

describe("the references of an EPUB", () => {
  it("find files as books mean them", async () => {
    const book = await read({
      files: {
        "text/a.xhtml": "<p>A</p>",
        "Images/Größe 1.png": onePixel,
        "text/b%41.xhtml": "<p>B</p>",
        "loose.png": onePixel,
      },
      manifest:
        '<item id="a" href="text/a.xhtml" media-type="application/xhtml+xml"/><item id="p" href="Images/Gr%C3%B6%C3%9Fe%201.png" media-type="image/png"/><item id="b" href="text/b%2541.xhtml" media-type="application/xhtml+xml"/>',
      spine: itemref("a", "b"),
    });
    const resolve = (reference: string) => book.chapters[0]?.resolve(reference);
    const image = { kind: "resource", id: "Images/Größe 1.png" };
    expect(resolve("../Images/Gr%C3%B6%C3%9Fe%201.png")).toEqual(image);
    expect(resolve("../images/GRÖSSE 1.PNG".replace("SS", "ß"))).toEqual(image);
    expect(resolve("../Images/Gro\u0308ße 1.png")).toEqual(image);
    expect(resolve("../loose.png")).toEqual({ kind: "resource", id: "loose.png" });
    expect(resolve("#here")).toEqual({ kind: "chapter", id: "text/a.xhtml", fragment: "here" });
    expect(resolve("https://example.org/")).toEqual({ kind: "external", url: "https://example.org/" });
    for (const reference of ["missing.xhtml", "../../../etc/passwd", "javascript:alert(1)", "file:///etc/passwd"]) {
      expect(resolve(reference)).toBeUndefined();
    }
  });

  it("read a picture anew at every call", async () => {
    const bytes = await smallEpub({
      files: { "a.xhtml": "<img src='p.png'/><p>x</p>", "p.png": onePixel },
      spine: itemref("i0"),
    });
    const { resources } = await readContent(openEpub, bytes);
    expect([...resources.values()].map(({ id, mediaType, bytes: size }) => ({ id, mediaType, size }))).toEqual([
      { id: "p.png", mediaType: "image/png", size: onePixel.length },
    ]);
  });
});

describe("what an EPUB says about itself", () => {
  it("reaches the book, its description without markup", async () => {
    const { metadata } = await read({
      files: { "a.xhtml": "<p>A</p>" },
      spine: itemref("i0"),
      metadata:
        "<dc:creator>Jane Doe</dc:creator><dc:date>2020</dc:date><dc:publisher>P</dc:publisher><dc:subject>Foxes</dc:subject><dc:description>&lt;p&gt;A &lt;b&gt;fox&lt;/b&gt;&lt;/p&gt;</dc:description>",
    });
    expect(metadata).toMatchObject({
      title: "Fox",
      authors: ["Jane Doe"],
      language: "en",
      published: "2020",
      publisher: "P",
      subjects: ["Foxes"],
      description: "A fox",
    });
  });
});

const styled = (head: string, body = "<p class='c'>x</p>") =>
  page(body).replace("<title>t</title>", `<title>t</title>${head}`);
const link = (href: string, more = "") => `<link rel="stylesheet" href="${href}" ${more}/>`;
/** What is said of the first element of each chapter. */
async function stylesOf(files: SmallEpub["files"]) {
  const ids = Object.keys(files).filter((name) => name.endsWith(".xhtml"));
  const manifest = ids.map((name) => pageItem(name.replace(".xhtml", ""))).join("");
  const { chapters } = await read({
    files,
    manifest,
    spine: itemref(...ids.map((name) => name.replace(".xhtml", ""))),
  });
  return chapters.map(({ body, styles }) => {
    const first = body.find((node) => "tagName" in node);
    return first === undefined ? undefined : styles?.of(first);
  });
}

describe("the styles of an EPUB", () => {
  it("are those of the files that a page links, and of what it says itself, the later one counting more", async () => {
    expect(
      await stylesOf({
        "a.xhtml": styled(`${link("s/one.css")}${link("s/two%20.css")}<style>.c { text-align: right }</style>`),
        "b.xhtml": styled(`<style>.c { text-align: right }</style>${link("S/One.css")}`),
        "c.xhtml": styled(""),
        "s/one.css": Buffer.from(".c { text-align: center }"),
        "s/two .css": Buffer.from(".c { font-style: italic }"),
      }),
    ).toEqual([{ align: "right", italic: true }, { align: "center" }, undefined]);
  });

  it("are never looked for outside of the book, nor where they are for other readers", async () => {
    expect(
      await stylesOf({
        "a.xhtml": styled(link("https://example.org/x.css") + link("../../etc/passwd") + link("gone.css")),
        "b.xhtml": styled(
          link("one.css", 'media="print"') + link("one.css").replace('"stylesheet"', '"alternate stylesheet"'),
        ),
        "c.xhtml": styled("<style>@import url(https://example.org/x.css); @import 'gone.css';</style>"),
        "one.css": Buffer.from(".c { text-align: center }"),
      }),
    ).toEqual([undefined, undefined, undefined]);
  });

  it("are those as well that they bring in, which count less than what brings them in, however they go round", async () => {
    expect(
      await stylesOf({
        "a.xhtml": styled(link("s/one.css")),
        "b.xhtml": styled("<style>@import 's/three.css' screen; @import 's/print.css' print;</style>"),
        "c.xhtml": styled(link("s/deep1.css")),
        "s/one.css": Buffer.from('@charset "utf-8"; /* x */ @import url("../two.css"); .c { text-align: center }'),
        "two.css": Buffer.from(
          "@import 's/one.css';\n@import url(s/three.css);\n.c { text-align: right; font-weight: bold }",
        ),
        "s/three.css": Buffer.from(".c { font-style: italic } @import 'print.css';"),
        "s/print.css": Buffer.from(".c { display: none }"),
        ...Object.fromEntries(
          [1, 2, 3, 4, 5, 6].map((depth) => [
            `s/deep${depth}.css`,
            Buffer.from(`@import "deep${depth + 1}.css"; ${depth === 6 ? ".c { font-style: italic }" : ""}`),
          ]),
        ),
      }),
    ).toEqual([{ align: "center", bold: true, italic: true }, { italic: true }, undefined]);
  });
});
