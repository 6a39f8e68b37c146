import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { parseFragment } from "parse5";
import { rungs } from "../../../events/values.ts";
import { blocksFor } from "../../../functions/format/rungs.ts";
import { cleanChapter } from "../../../shared/markup/clean-chapter.ts";
import { type CleanElement, type CleanNode, idsWithin, textOf } from "../../../shared/markup/clean-tree.ts";
import { anyHtml } from "../../shared/markup/any-html.ts";

function blocksOf(html: string): CleanElement[] {
  const blocks: CleanElement[] = [];
  cleanChapter({
    chapter: {
      body: parseFragment(html).childNodes,
      resolve: (reference) =>
        reference.startsWith("#")
          ? { kind: "chapter", id: "c", fragment: reference.slice(1) }
          : { kind: "resource", id: reference },
    },
    picture: (id) => ({ name: id }),
    drawing: () => undefined,
    note: () => undefined,
    onBlock: (block) => blocks.push(block),
  });
  return blocks;
}

const shown = (nodes: readonly CleanNode[]): string =>
  nodes
    .map((node) =>
      typeof node === "string"
        ? node
        : node.children.length === 0
          ? `<${node.name}/>`
          : `<${node.name}>${shown(node.children)}</${node.name}>`,
    )
    .join("");

const namesIn = (nodes: readonly CleanNode[]): string[] =>
  nodes.flatMap((node) => (typeof node === "string" ? [] : [node.name, ...namesIn(node.children)]));

const letters = (nodes: readonly CleanNode[]): string =>
  nodes
    .map(textOf)
    .join("")
    .replaceAll(/[^\p{L}\p{N}]/gu, "");

describe("the rungs of the repair ladder", () => {
  const table =
    "<table><caption>Fares</caption><tr><th>Day</th><th>Price</th></tr><tr><td>Mon</td><td><b>2</b></td></tr></table>";

  it("leave a document as it is where there is none", () => {
    const blocks = blocksOf(table);
    expect(blocksFor(undefined, blocks)).toBe(blocks);
  });

  it("minimal leaves away styling and what pops up, and keeps emphasis, tables and pictures", () => {
    const html =
      '<p class="x" style="color:red" lang="de">A <small>small</small> <em>word</em>, <q>said</q>.</p>' +
      `<figure><img src="a.png" alt="A"><figcaption>Below</figcaption></figure>${table}`;
    const made = blocksFor("minimal", blocksOf(html));
    expect(shown(made)).toContain("<p>A small <em>word</em>, “said”.</p>");
    expect(namesIn(made)).toEqual(expect.arrayContaining(["table", "td", "img"]));
    expect(namesIn(made)).not.toContain("figure");
    expect(made[0]?.attributes).toEqual({ lang: "de", "xml:lang": "de" });
  });

  it("strict writes tables as lines and formulas as their words", () => {
    const math = '<p>So <math alttext="x squared"><msup><mi>x</mi><mn>2</mn></msup></math> grows.</p>';
    const made = blocksFor("strict", blocksOf(table + math));
    expect(shown(made)).toBe("<p>Fares</p><p>Day | Price</p><p>Mon | <b>2</b></p><p>So x squared grows.</p>");
  });

  it("plain keeps headings and paragraphs of text, and says of lists what they were", () => {
    const html =
      '<h2 id="one">One</h2><p>Some <em>text</em> <a href="#one">there</a>.</p><ul><li>a</li><li>b</li></ul>' +
      `<ol><li>first</li><li>second</li></ol><p><img src="a.png"></p>${table}`;
    expect(shown(blocksFor("plain", blocksOf(html)))).toBe(
      "<h2>One</h2><p>Some text there.</p><p>• a</p><p>• b</p><p>1. first</p><p>2. second</p>" +
        "<p>Fares</p><p>Day | Price</p><p>Mon | 2</p>",
    );
  });

  it("lose no word and no place that a link leads to, whatever the page is", () => {
    fc.assert(
      fc.property(anyHtml, (html) => {
        const blocks = blocksOf(html);
        for (const rung of rungs) {
          const made = blocksFor(rung, blocks);
          if (!/<(math|ruby|rt|ol|img)\b/i.test(html)) expect(letters(made)).toBe(letters(blocks));
          if (made.length > 0) expect(made.flatMap(idsWithin).toSorted()).toEqual(blocks.flatMap(idsWithin).toSorted());
        }
      }),
      { numRuns: 300 },
    );
  });

  it("each has less in it than the one before", () => {
    fc.assert(
      fc.property(anyHtml, (html) => {
        const blocks = blocksOf(html);
        const allowed = {
          minimal:
            /^(a|b|blockquote|br|caption|code|col|colgroup|div|em|h[1-6]|hr|i|img|li|m\w+|none|ol|p|pre|rb|rp|rt|ruby|span|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|ul|semantics|annotation)$/,
          strict: /^(a|b|blockquote|br|code|div|em|h[1-6]|hr|i|img|li|ol|p|pre|span|strong|sub|sup|ul)$/,
          plain: /^(h[1-6]|p)$/,
        };
        for (const rung of rungs) {
          expect(namesIn(blocksFor(rung, blocks)).filter((name) => !allowed[rung].test(name))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
