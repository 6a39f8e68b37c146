import * as fc from "fast-check";

const tags = (
  "p div span section b i em strong a h1 h2 h3 ul ol li dl dt dd table thead tbody tfoot tr td th caption blockquote pre code " +
  "figure figcaption aside ruby rt rp sup sub q form label button center font svg math mi mfrac mrow details summary object unknown-one"
).split(" ");

const attributes = [
  'id="x"',
  'id="y z"',
  "id=1",
  'href="#x"',
  'href="#gone"',
  'href="https://example.com/?a=b&c"',
  "hidden",
  "lang=fr",
  'lang="?"',
  "dir=rtl",
  'style="text-align:center"',
  'style="font-style:italic"',
  'style="font-weight:bold;page-break-before:always"',
  'style="display:none"',
  'style="white-space:pre"',
  'style="vertical-align:super"',
  "align=right",
  "class=k-center",
  "colspan=3",
  "rowspan=99",
  "start=4",
  "value=2",
  "title=t",
  'epub:type="footnote"',
  "role=doc-noteref",
  "onclick=x()",
  'data-A="b"',
];

/** HTML as nobody would write it: every element in every other, with odd attributes and odd text, closed or not. */
export const anyHtml: fc.Arbitrary<string> = fc.letrec<{ node: string; nodes: string }>((tie) => ({
  nodes: fc.array(tie("node"), { maxLength: 5 }).map((nodes) => nodes.join("")),
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(
      fc.constantFrom(
        " ",
        "\n",
        "a",
        "b c",
        " d ",
        "é",
        "שלום",
        "日本",
        "&amp;",
        "&lt;x&gt;",
        "\u00ad",
        "\u200b",
        "\u00a0",
      ),
      fc.string({ unit: "grapheme" }).map(escape),
      fc.constantFrom(
        "<br>",
        "<hr>",
        "<wbr>",
        "<!-- c -->",
        "<img src=a.png>",
        '<img src=gone alt="alt">',
        "<input type=checkbox>",
        "<a name=n></a>",
      ),
    ),
    fc
      .tuple(
        fc.constantFrom(...tags),
        fc.array(fc.constantFrom(...attributes), { maxLength: 3 }),
        tie("nodes"),
        fc.integer({ max: 9, min: 0 }),
      )
      .map(([tag, list, inner, open]) => `<${tag} ${list.join(" ")}>${inner}${open === 0 ? "" : `</${tag}>`}`),
  ),
})).nodes;

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
