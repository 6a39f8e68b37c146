import { describe, expect, it } from "@jest/globals";
import type { DefaultTreeAdapterTypes } from "parse5";
import { cleanChapter } from "../../../shared/markup/clean-chapter.ts";
import { cleanMarkup } from "./clean-markup.ts";

describe("cleaning", () => {
  it.each([
    [
      "puts loose text into paragraphs",
      "loose <b>text</b><p>para</p>more",
      "<p>loose <b>text</b></p>\n<p>para</p>\n<p>more</p>",
    ],
    ["unwraps what only groups", "<section><article><div><p>a</p></div></article></section>", "<p>a</p>"],
    ["keeps text of a division one", "<div>a<p>b</p>c</div>", "<div>a</div>\n<p>b</p>\n<div>c</div>"],
    ["ends a paragraph at two line ends", "<p>a<br><br>b<br>c</p>", "<p>a</p>\n<p>b<br/>c</p>"],
    [
      "drops empty blocks",
      "<p></p><p> &#10;</p><div><span></span></div><ul><li></li></ul><h1><br></h1><p>x</p>",
      "<p>x</p>",
    ],
    [
      "pushes inline elements into the blocks that they span",
      "<b>a<p>b</p><i>c<div>d</div></i></b>",
      "<p><b>a</b></p>\n<p><b>b</b></p>\n<p><b><i>c</i></b></p>\n<div><b><i>d</i></b></div>",
    ],
    [
      "pushes links into the blocks that they span, their id into the first",
      '<a href="#x" id="y"><h2>a</h2><p>b</p></a>',
      '<h2><a id="y" href="#x">a</a></h2>\n<p><a href="#x">b</a></p>',
    ],
    ["makes blocks in headings line ends", "<h1><div>One</div><p>Two</p></h1>", "<h1>One<br/>Two</h1>"],
    ["collapses white space", "<p>  a \n  b <b> c</b>  </p>", "<p>a b <b>c</b></p>"],
    ["keeps white space of preformatted text", "<pre>\n\n  a\tb\n\n</pre>", "<pre>  a    b</pre>"],
    [
      "renames what has gone out of use",
      "<center>a</center><strike>b</strike><font>c</font><tt>d</tt><acronym title=x>e</acronym>",
      '<div class="k-center">a</div>\n<p><s>b</s>c<code>d</code><abbr title="x">e</abbr></p>',
    ],
    [
      "reads meaning from styles, and nothing else",
      '<p style="text-align:RIGHT!important;color:red;margin:-3px" class="big">a <span style="font-weight:600;font-style:italic">b</span></p>',
      '<p class="k-right">a <i class="k-bold">b</i></p>',
    ],
    [
      "hands alignment and language down to blocks",
      '<div align=center lang=fr><p>a</p><p lang=en style="text-align:left">b</p></div>',
      '<p class="k-center" lang="fr" xml:lang="fr">a</p>\n<p lang="en" xml:lang="en">b</p>',
    ],
    [
      "keeps page breaks",
      '<p>a</p><div style="page-break-before:always"></div><p style="break-after:page">b</p><p>c</p>',
      '<p>a</p>\n<p class="k-break">b</p>\n<p class="k-break">c</p>',
    ],
    ["keeps its own classes", '<p class="k-center other">a</p>', '<p class="k-center">a</p>'],
    [
      "drops what is hidden",
      '<p hidden>a</p><p style="display: none !important">b</p><p>c<span style="visibility:hidden">d</span></p>',
      "<p>c</p>",
    ],
    [
      "drops scripts and frames, and keeps the text of forms",
      "<script>x</script><iframe src=x>y</iframe><form><label>Name</label> <input value=v></form><style>z</style>",
      "<p>Name</p>",
    ],
    [
      "shows check boxes as text",
      "<ul><li><input type=checkbox checked> done<li><input type=checkbox> open</ul>",
      "<ul><li>☑ done</li><li>☐ open</li></ul>",
    ],
    [
      "drops comments and attributes that it does not know",
      "<p data-x=1 onclick=y aria-hidden=false class=z><!-- -- -->a</p>",
      "<p>a</p>",
    ],
    [
      "gives a list its items",
      "<ul>text<p>para</p><li>item</li><ul><li>inner</li></ul></ul>",
      "<ul><li>text<p>para</p></li><li>item<ul><li>inner</li></ul></li></ul>",
    ],
    ["gives items their list", "<li>a</li><li>b</li><p>c</p>", "<ul><li>a</li><li>b</li></ul>\n<p>c</p>"],
    [
      "keeps numbers of lists",
      "<ol start=5 type=a reversed><li value=2>a</li></ol><ol start=x type=q><li>b</li></ol>",
      '<ol start="5" reversed="reversed" type="a"><li value="2">a</li></ol>\n<ol><li>b</li></ol>',
    ],
    [
      "makes a definition list of terms and definitions",
      "<dl>loose<dt>a<dd>b</dl>",
      "<blockquote><p>loose</p></blockquote>\n<p>a</p>\n<blockquote><p>b</p></blockquote>",
    ],
    [
      "puts a caption first or last",
      '<figure><img src="a.png" alt="x"><figcaption>c</figcaption><p>after</p></figure>',
      '<figure><img src="a.png" alt="x"/><p>after</p><figcaption>c</figcaption></figure>',
    ],
    [
      "pairs the parts of ruby",
      "<ruby>a<rt>1</rt>b</ruby><ruby>c</ruby><rt>2</rt>",
      "<p><ruby>a<rt>1</rt></ruby>bc (2)</p>",
    ],
    [
      "keeps anchors where they stand",
      '<p>a <a name="x"></a>b</p><a id="y"></a><p>c</p>',
      '<p>a <span id="x"></span>b</p>\n<p id="y">c</p>',
    ],
    [
      "hands ids of what is unwrapped to what follows",
      '<div id="a"><section id="b"><p>x</p></section></div>',
      '<p id="a b">x</p>',
    ],
    ["unwraps links that lead nowhere", '<p><a href="nowhere">a</a> <a href="javascript:x">b</a></p>', "<p>a b</p>"],
    [
      "never nests links",
      '<p><a href="#x">a <span><a href="#y">b</a></span></a></p>',
      '<p><a href="#x">a </a><a href="#y">b</a></p>',
    ],
    [
      "keeps the words of pictures that are not there",
      '<p><img src="a.webp" alt="words"><img src="gone.png.gif"></p>',
      "<p>[words]</p>",
    ],
    [
      "takes the picture out of a drawing around it",
      '<svg viewBox="0 0 1 1"><image xlink:href="a.png"/></svg>',
      '<p><img src="a.png" alt=""/></p>',
    ],
    [
      "finds pictures that pages load lazily",
      '<img src="x" data-src="photo.png">',
      '<p><img src="photo.png" alt=""/></p>',
    ],
    [
      "describes a picture by its name where that is made of words",
      '<img src="images/old-harbour.png">',
      '<p><img src="images/old-harbour.png" alt="old harbour"/></p>',
    ],
    [
      "keeps a table's shape",
      "<table><tr><td>a<td>b<tr><td colspan=2 rowspan=5 bgcolor=red>c</table>",
      '<table><tbody><tr><td>a</td><td>b</td></tr><tr><td colspan="2">c</td></tr></tbody></table>',
    ],
    [
      "reads a table that only places things on the page cell by cell",
      "<table role=presentation><tr><td>a<td>b</table><table><tr><td><h2>c</h2><td>d</table>",
      "<div>a</div>\n<div>b</div>\n<h2>c</h2>\n<div>d</div>",
    ],
    [
      "ignores a language that is none",
      '<p lang="?!">a <span lang="de_AT">b</span></p>',
      '<p>a <span lang="de-AT" xml:lang="de-AT">b</span></p>',
    ],
    ["drops a bold that says it is not", '<b style="font-weight:normal"><p>a</p></b>', "<p>a</p>"],
  ])("%s", (_, html, written) => {
    expect(cleanMarkup(html)).toBe(written);
  });

  it("gives a formula that stands by itself a block of its own, beside whatever text", () => {
    const formula = '<math display="block"><mi>x</mi></math>';
    const clean = '<math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x" display="block"><mi>x</mi></math>';
    expect(cleanMarkup(`<p>Before <b>bold ${formula} more</b> after.</p><p>${formula}</p>`)).toBe(
      `<p>Before <b>bold</b></p>\n<p><b>${clean}</b></p>\n<p><b>more</b> after.</p>\n<p>${clean}</p>`,
    );
    expect(cleanMarkup(`<h2>Of ${formula} things</h2>`)).toBe(`<h2>Of<br/>${clean}<br/>things</h2>`);
  });

  it("tells what it left out", () => {
    const notes: string[] = [];
    cleanMarkup(
      '<video></video><p hidden>x</p><a href="gone">a</a><img src="a.webp"><img src="https://example.com/b.png.x">',
      notes,
    );
    expect(notes).toEqual(["K25 video", "K30", "links", "K28 not in the file", "K28 on the web"]);
  });

  it("divides a table with too many rows, with its heading on each part", () => {
    const rows = Array.from({ length: 150 }, (_, row) => `<tr><td>${row}</td><td>x</td></tr>`).join("");
    const tables = cleanMarkup(`<table><thead><tr><th id="h">a</th><th>b</th></tr></thead>${rows}</table>`).split("\n");
    expect(tables.map((table) => table.match(/<tr>/g)?.length)).toEqual([99, 53]);
    expect(tables.map((table) => table.includes("<th>b</th>"))).toEqual([true, true]);
    expect(tables.join("").match(/id="h"/g)).toHaveLength(1);
    expect(tables.join("").match(/<td>x<\/td>/g)).toHaveLength(150);
  });

  it("writes the rows of a table with too many columns as lines", () => {
    expect(cleanMarkup(`<table><tr>${"<td>x</td>".repeat(10)}</tr></table>`)).toBe(
      `<p>${Array(10).fill("x").join(" | ")}</p>`,
    );
  });

  it("comes to an end however deep the source is, and loses no text", () => {
    const depth = 100_000;
    for (const tag of ["div", "blockquote", "span", "b", "ul><li", "table><tr><td"]) {
      const [outer = ""] = tag.split(">");
      // Built by hand: an HTML parser takes its time over such a thing.
      const node = { nodeName: "#text", value: "deep" };
      let body: unknown = node;
      for (let level = 0; level < depth; level += 1) {
        body = {
          nodeName: outer,
          tagName: outer,
          attrs: [],
          childNodes: [body],
          namespaceURI: "http://www.w3.org/1999/xhtml",
        };
      }
      const blocks: unknown[] = [];
      cleanChapter({
        chapter: { body: [body as DefaultTreeAdapterTypes.Element], resolve: () => undefined },
        picture: () => undefined,
        note: () => undefined,
        onBlock: (block) => void blocks.push(block),
      });
      expect(JSON.stringify(blocks)).toContain("deep");
    }
  });

  it("keeps every one of any number of empty places, and comes to an end", () => {
    const places = Array.from({ length: 100_000 }, (_, at) => `<p id="a${at}"><span id="b${at}"></span></p>`).join("");
    const ids = /^<p id="([^"]*)">x<\/p>$/.exec(cleanMarkup(`${places}x`))?.[1]?.split(" ");
    expect(new Set(ids).size).toBe(200_000);
  });

  it("divides text without end into blocks, and loses none of it", () => {
    const words = "word ".repeat(100_000).trim();
    const blocks = cleanMarkup(`<p><i>${words}</i></p>`).split("\n");
    expect(blocks.length).toBeGreaterThan(4);
    expect(Math.max(...blocks.map(({ length }) => length))).toBeLessThan(130_000);
    expect(
      blocks
        .join(" ")
        .replaceAll(/<[^>]+>/g, "")
        .replaceAll(/\s+/g, " ")
        .trim(),
    ).toBe(words);
    const list = cleanMarkup(`<ol start="3">${`<li>${"x".repeat(1000)}</li>`.repeat(500)}</ol>`).split("\n");
    expect(list.length).toBeGreaterThan(2);
    expect(list.map((part) => part.match(/<li>/g)?.length ?? 0).reduce((sum, one) => sum + one)).toBe(500);
    expect(list[1]).toContain(`<ol start="${3 + (list[0]?.match(/<li>/g)?.length ?? 0)}">`);
  });
});
