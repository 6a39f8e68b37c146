import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { parseFragment, serialize } from "parse5";
import { mendXhtml } from "../../../../functions/format/html/mend-xhtml.ts";
import { openHtml } from "../../../../functions/format/read-html.ts";
import { readContent } from "./read-whole.ts";

const long = "word ".repeat(200);

describe("what an HTML page says about itself", () => {
  it.each([
    ["<html lang=fr dir=rtl><title>Fox</title><body>x", { title: "Fox", language: "fr", direction: "rtl" }],
    [
      "<title>Fox | Site</title><meta property='og:title' content='Fox'><meta property='og:locale' content='en_GB'>x",
      { title: "Fox", language: "en-GB" },
    ],
    [
      "<meta name=author content='Jane Doe'><meta name='article:published_time' content='2020-01-02'>x",
      { authors: ["Jane Doe"], published: "2020-01-02" },
    ],
    [
      "<meta name='citation_author' content='A, B'><meta name='citation_author' content='C, D'>x",
      { authors: ["A, B", "C, D"] },
    ],
    ["<meta property='article:author' content='https://example.org/jane'>x", { authors: [] }],
    [
      '<script type="application/ld+json">{"@graph":[{"@type":"WebPage","name":"Site"},{"@type":"NewsArticle","headline":"Fox","author":[{"name":"Jane"},"Joe"],"datePublished":"2020"}]}</script>x',
      { title: "Fox", authors: ["Jane", "Joe"], published: "2020" },
    ],
    ['<script type="application/ld+json">{broken</script><title>Fox</title>x', { title: "Fox" }],
    [
      "<title>The Project Gutenberg eBook of Emma, by Jane Austen</title>x",
      { title: "Emma", authors: ["Jane Austen"] },
    ],
    ["<h1>Only <i>a</i> heading</h1>", { title: "Only a heading" }],
    ["<svg><title>Icon</title></svg><p>x", { title: "" }],
  ])("is found in %s", async (page, metadata) => {
    expect((await readContent(openHtml, page)).metadata).toMatchObject(metadata);
  });

  it("is decoded as the page declares", async () => {
    const page = Buffer.from("<meta charset=windows-1251><title>\xcf\xf0\xe8\xe2\xe5\xf2</title>x", "latin1");
    expect((await readContent(openHtml, page)).metadata.title).toBe("Привет");
  });
});

describe("the links of an HTML page", () => {
  it("are read from its base, and back to itself", async () => {
    const { chapters } = await readContent(openHtml, "<base href='https://example.org/a/b.html'><p>x");
    const resolve = (reference: string) => chapters[0]?.resolve(reference);
    expect(resolve("c.html")).toEqual({ kind: "external", url: "https://example.org/a/c.html" });
    expect(resolve("//other.org/x")).toEqual({ kind: "external", url: "https://other.org/x" });
    expect(resolve("https://example.org/a/b.html#part")).toEqual({
      kind: "chapter",
      id: chapters[0]?.id,
      fragment: "part",
    });
    expect(resolve("#part")).toEqual({ kind: "chapter", id: chapters[0]?.id, fragment: "part" });
    expect(resolve("javascript:alert(1)")).toBeUndefined();
  });

  it("lead nowhere where nobody says where the page lies", async () => {
    const { chapters } = await readContent(openHtml, "<p>x");
    expect(chapters[0]?.resolve("c.html")).toBeUndefined();
  });
});

describe("the parts of a saved page that are not its text", () => {
  it.each([
    ["a menu", `<nav><a href=/a>MENU</a></nav><p>${long}`],
    ["the head of a site around a marked text", `<header>MENU</header><main>${long}</main><footer>MENU</footer>`],
    ["the name of a site above a page's own", `<header><h1>MENU</h1></header><main><h1>x</h1>${long}</main>`],
    [
      "a menu beside the name of a page",
      `<header><h1>x</h1><nav><a href=/a>MENU</a></nav></header><main>${long}</main>`,
    ],
  ])("%s is left out", async (_, page) => {
    const { html } = await readContent(openHtml, page);
    expect(html).not.toContain("MENU");
    expect(html).toContain("word word");
  });

  it.each([
    ["a table of contents", `<nav><a href=#a>MENU</a></nav><p>${long}`],
    ["the head of an article", `<article><header>MENU</header>${long}</article>`],
    ["the only heading of a page", `<header><h1>MENU</h1></header><main>${long}</main>`],
    ["a head where no text is marked", `<header>MENU</header><p>${long}`],
    ["a menu that is most of the page", "<nav><a href=/a>MENU</a></nav><p>x"],
  ])("%s stays", async (_, page) => {
    expect((await readContent(openHtml, page)).html).toContain("MENU");
  });
});

describe("a page written as XML", () => {
  it.each([
    ["<p>a<a id='x'/>b</p><title/><p>c</p>", '<p>a<a id="x"></a>b</p><title></title><p>c</p>'],
    ["<p><![CDATA[1 < 2 & 3]]></p>", "<p>1 &lt; 2 &amp; 3</p>"],
    ["<p title='a/>b'>x<br/>y</p>", '<p title="a/&gt;b">x<br>y</p>'],
    ['<h:p xmlns:h="http://www.w3.org/1999/xhtml">x</h:p>', '<p xmlns:h="http://www.w3.org/1999/xhtml">x</p>'],
    ["<p>a<br></br>b</p>", "<p>a<br>b</p>"],
    ["<script src='x'/><p>x</p>", '<script src="x"></script><p>x</p>'],
  ])("%s is understood as XML", (xml, html) => {
    expect(serialize(parseFragment(mendXhtml(xml)))).toBe(html);
  });

  it("loses its DOCTYPE's subset, and keeps the short texts that it names", () => {
    const text = mendXhtml(
      '<!DOCTYPE html [<!ENTITY me "Jane <!--"><!ENTITY you "Joe"><!ENTITY x SYSTEM "file:///etc/passwd">]><p>&you;&x;</p>',
    );
    expect(text).toBe("<!DOCTYPE html><p>Joe&x;</p>");
  });

  it("is never changed where nothing in it is empty", () => {
    const tag = fc.constantFrom(
      "<p>",
      "</p>",
      "<b class='x'>",
      "</b>",
      "<br>",
      "text",
      "<",
      '"',
      "'",
      ">",
      "&amp;",
      "<!-- c -->",
    );
    fc.assert(
      fc.property(fc.array(tag), (parts) => {
        const text = parts.join("");
        expect(mendXhtml(text)).toBe(text);
      }),
    );
  });
});

describe("hostile HTML", () => {
  it.each([
    ["nesting", `${"<div>".repeat(100_000)}x`],
    ["menus in menus", `${"<nav>".repeat(20_000)}x`],
    ["attributes", `<a ${"b ".repeat(300_000)}>x`],
    ["open tags", `x${"<".repeat(1_000_000)}`],
    ["open quotes", `<?xml version="1.0"?><html xmlns="x"><p title="${"/>".repeat(300_000)}`],
    ["open character data", `<?xml version="1.0"?><html xmlns="x">x${"<![CDATA[".repeat(200_000)}`],
    ["formatting", `${"<b><i><u>".repeat(10_000)}<p>x`],
    ["nested JSON", `<script type="application/ld+json">${"[".repeat(100_000)}</script>x`],
  ])("%s is read", async (_, page) => {
    expect((await readContent(openHtml, page)).chapters).toHaveLength(1);
  });
});
