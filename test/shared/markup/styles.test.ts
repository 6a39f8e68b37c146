import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { parse } from "parse5";
import { cleanChapter } from "../../../shared/markup/clean-chapter.ts";
import { indexStyles, pageStyles } from "../../../shared/markup/styles/page-styles.ts";
import { parseSelectors } from "../../../shared/markup/styles/parse-selector.ts";
import {
  parseStylesheet,
  rulesPerSheetMax,
  stylesheetLengthMax,
} from "../../../shared/markup/styles/parse-stylesheet.ts";
import { anyHtml } from "./any-html.ts";
import { markupOf } from "./clean-markup.ts";

/** Cleans a page with that stylesheet. */
function styled(css: string, html: string): string {
  const blocks: string[] = [];
  const body = parse(html).childNodes.flatMap((root) =>
    "childNodes" in root
      ? root.childNodes.flatMap((one) => (one.nodeName === "body" && "childNodes" in one ? one.childNodes : []))
      : [],
  );
  cleanChapter({
    chapter: { body, styles: pageStyles(indexStyles(parseStylesheet(css))), resolve: () => undefined },
    picture: () => undefined,
    note: () => undefined,
    onBlock: (block) => void blocks.push(markupOf(block)),
  });
  return blocks.join("\n");
}

describe("what a book's stylesheets mean", () => {
  it.each([
    ["italics", ".e { font-style: italic }", '<p>a <span class="e">b</span></p>', "<p>a <i>b</i></p>"],
    ["bold", ".e{FONT-WEIGHT:700}", '<p class="x e">b</p>', '<p class="k-bold">b</p>'],
    [
      "small capitals",
      ".sc { font-variant: small-caps; }",
      "<p><span class=sc>b</span></p>",
      '<p><span class="k-small-caps">b</span></p>',
    ],
    [
      "the shorthand of fonts",
      ".e { font: italic small-caps bold 1em/1.2 serif }",
      "<p><span class=e>b</span></p>",
      '<p><i class="k-bold k-small-caps">b</i></p>',
    ],
    [
      "raised and lowered text",
      ".u{vertical-align:super}.d{vertical-align:sub}",
      "<p>x<span class=u>2</span>y<span class=d>3</span></p>",
      "<p>x<sup>2</sup>y<sub>3</sub></p>",
    ],
    [
      "struck and underlined text",
      ".s{text-decoration:line-through}.u{text-decoration:underline}",
      "<p><span class=s>a</span> <span class=u>b</span></p>",
      "<p><s>a</s> <u>b</u></p>",
    ],
    [
      "text of fixed width",
      ".c{font-family:Courier,monospace}",
      "<p><span class=c>a</span></p>",
      "<p><code>a</code></p>",
    ],
    [
      "where text stands",
      ".c { text-align: center } .r{text-align:right}",
      '<h1 class=c>a</h1><div class="r"><p>b</p></div>',
      '<h1 class="k-center">a</h1>\n<p class="k-right">b</p>',
    ],
    [
      "upright text in italics",
      "em{font-style:normal} .u{font-style:normal}",
      "<p><em>a</em> <i>b <span class=u>c</span></i></p>",
      '<p>a <i>b <span class="k-upright">c</span></i></p>',
    ],
    ["page ends", ".n { page-break-before: always }", "<p>a</p><p class=n>b</p>", '<p>a</p>\n<p class="k-break">b</p>'],
    [
      "hidden text",
      ".h { display: none } .v{visibility:hidden}",
      "<p>a and more of it</p><p class=h>b</p><p class=v>c</p>",
      "<p>a and more of it</p>",
    ],
    ["lines that stay lines", "pre, .l { white-space: pre-line }", "<p class=l>a\nb</p>", "<p>a<br/>b</p>"],
  ])("is kept: %s", (_, css, html, clean) => {
    expect(styled(css, html)).toBe(clean);
  });

  it("is kept of verse, whose lines are elements of their own, moved in", () => {
    const css =
      ".poem span.i0 { display: block; margin-left: 0; padding-left: 3em; text-indent: -3em }" +
      ".poem span.i2 { display: block; margin-left: 2em; padding-left: 3em; text-indent: -3em }" +
      ".l2 { margin-left: 3em } .quote { margin: 1em 10% } .hang { margin-left: 2em; text-indent: -2em }";
    expect(
      styled(
        css,
        '<div class="poem"><span class="i0">a<br></span> <span class="i2">b<br></span> <span class="i0">c</span></div>',
      ),
    ).toBe("<div>a<br/>\u00a0\u00a0\u00a0\u00a0b<br/>c</div>");
    expect(
      styled(
        css,
        "<p>A long line.</p><p class=l2>b</p><p class=hang>c</p><div class=quote><p>d</p><p class=l2>e</p></div>",
      ),
    ).toBe(
      '<p>A long line.</p>\n<p class="k-in-2">b</p>\n<p>c</p>\n<p class="k-in-2 k-gap">d</p>\n<p class="k-in-4">e</p>',
    );
  });

  it("is not taken for an indent where most of the text has it", () => {
    expect(
      styled("body p { margin: 0 5em } .q { margin-left: 8em }", "<p>Most of what there is.</p><p class=q>b</p>"),
    ).toBe('<p>Most of what there is.</p>\n<p class="k-in-2">b</p>');
  });

  it("comes from html and body too, which are no part of a chapter", () => {
    expect(styled("body.t { text-align: center }", '<body class="t"><p>a</p></body>')).toBe(
      '<p class="k-center">a</p>',
    );
  });

  it("leaves notes where they are that only their calls show", () => {
    expect(
      styled(
        "aside { display: none } .n { display: none }",
        '<p>A text with a note.</p><aside epub:type="footnote" id="n">b</aside><section class="n" role="doc-endnotes"><p>c</p></section><aside>d</aside>',
      ),
    ).toBe('<p>A text with a note.</p>\n<aside id="n" epub:type="footnote"><p>b</p></aside>\n<p>c</p>');
  });

  it("is not believed where it hides most of a page, which a script would show", () => {
    const text = "<p>This is the text of the page.</p>";
    expect(styled(".late { display: none }", `<p>a</p><div class="late">${text}</div><p hidden>b</p>`)).toBe(
      `<p>a</p>\n${text}`,
    );
  });

  it("counts by what is closer to the element, then by what comes later", () => {
    const html = '<div id="d"><p class="a b">x</p></div>';
    expect(styled("p.a { text-align: right } p { text-align: center }", html)).toContain("k-right");
    expect(styled("p.a { text-align: right } p.b { text-align: center }", html)).toContain("k-center");
    expect(styled("#d p { text-align: right } p.a.b { text-align: center }", html)).toContain("k-right");
    expect(styled("p { text-align: right !important } #d p { text-align: center }", html)).toContain("k-right");
    expect(styled(".a { font-weight: bold } .b { font-weight: normal }", html)).not.toContain("k-bold");
    expect(styled(".a { text-align: right }", '<p class="a" style="text-align: center">x</p>')).toContain("k-center");
  });

  it.each([
    ["p > .e", "<p><b class=e>x</b></p>", true],
    ["div > .e", "<div><p><b class=e>x</b></p></div>", false],
    ["div .e", "<div><p><b class=e>x</b></p></div>", true],
    ["h1 + p .e", "<h1>h</h1><p><b class=e>x</b></p>", true],
    ["h1 + p .e", "<h1>h</h1><p>y</p><p><b class=e>x</b></p>", false],
    ["h1 ~ p .e", "<h1>h</h1><p>y</p><p><b class=e>x</b></p>", true],
    ["section > div p .e", "<section><div><div><p><b class=e>x</b></p></div></div></section>", true],
    ["[data-k] .e", "<p data-k><b class=e>x</b></p>", true],
    ["b[class~='e'][title|=en]", "<p><b class='d e' title=en-GB>x</b></p>", true],
    ["b[class^=e][class$='f'][class*=\"-\"]", "<p><b class='e-f'>x</b></p>", true],
    ["b[*|class=e]", "<p><b class=e>x</b></p>", true],
    ["[epub|type~=z]", '<p><b epub:type="y z">x</b></p>', true],
    ["b:first-child", "<p><b class=e>x</b></p>", true],
    ["b:first-child", "<p><i>y</i><b class=e>x</b></p>", false],
    ["b:last-child:only-child", "<p><b class=e>x</b></p>", true],
    ["*", "<p><b class=e>x</b></p>", true],
    ["B.e", "<p><b class=e>x</b></p>", true],
    [".\\65", "<p><b class=e>x</b></p>", true],
    ["b:hover", "<p><b class=e>x</b></p>", false],
    ["b::before", "<p><b class=e>x</b></p>", false],
    ["x, b, y", "<p><b class=e>x</b></p>", true],
    ["b..e", "<p><b class=e>x</b></p>", false],
  ])("is about the elements that a selector names: %s in %s", (selector, html, isAbout) => {
    expect(styled(`${selector} { font-variant: small-caps }`, html).includes("k-small-caps")).toBe(isAbout);
  });

  it("is read past whatever stands between its rules", () => {
    const html = "<p class=e>x</p>";
    for (const before of [
      "@charset 'utf-8';@import url(http://example.org/x.css);",
      "@font-face { font-family: x; src: url(x.ttf) }",
      "@page { margin: 1em } @keyframes k { from { top: 0 } to { top: 1px } }",
      "/* .e { text-align: left } */ <!-- ",
      '.x::after { content: "}{\\"" }',
      "} ; ",
      "@media print { .e { text-align: right } }",
      "@media amzn-mobi { .e { text-align: right } }",
      "@supports (display: grid) { .e { text-align: right } }",
      "@namespace epub 'http://www.idpf.org/2007/ops';",
    ])
      expect([before, styled(`${before} .e { text-align: center }`, html)]).toEqual([
        before,
        '<p class="k-center">x</p>',
      ]);
    expect(styled("@media screen and (min-width: 9em), amzn-kf8 { .e { text-align: center }", html)).toContain(
      "k-center",
    );
  });
});

describe("a stylesheet", () => {
  it("is read up to its limits", () => {
    expect(parseStylesheet("a{b:c}".repeat(rulesPerSheetMax + 10))).toHaveLength(rulesPerSheetMax);
    expect(parseStylesheet(`${" ".repeat(stylesheetLengthMax)}a{b:c}`)).toEqual([]);
    expect(parseSelectors("a ".repeat(20))).toEqual([]);
    expect(parseSelectors("a,".repeat(1000)).length).toBeLessThan(100);
  });

  it("takes a bounded time, however deep the page and however its selectors are made", () => {
    const depth = 5000;
    const css =
      "div div div div div div div div .gone { font-weight: bold } * ~ * ~ * ~ * ~ .gone ~ p { font-weight: bold } div div div div div div div div p { font-style: italic }";
    const page = "<div>".repeat(depth) + "<p>x</p>".repeat(3000);
    const begun = performance.now();
    expect(styled(css, page)).toContain("x");
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it("never breaks anything, whatever it is", () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(
          "{",
          "}",
          "(",
          ")",
          '"',
          "'",
          "\\",
          "/*",
          "*/",
          "@media",
          ";",
          ":",
          ",",
          " ",
          ">",
          "+",
          "~",
          "[",
          "]",
          "*",
          "#a",
          ".a",
          "p",
          "font-weight:bold",
          "display:none",
          "display:block;margin:-9em 99em",
          "text-align:center",
          "float:left",
        ),
        fc.string({ maxLength: 4 }),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(pieces, anyHtml, (css, html) => {
        expect(typeof styled(css.join(""), html)).toBe("string");
      }),
    );
  });
});
