import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { parseFragment } from "parse5";
import { divideBlock } from "../../../../functions/format/build/divide-block.ts";
import { cleanChapter } from "../../../../shared/markup/clean-chapter.ts";
import { type CleanElement, type CleanNode, idsWithin } from "../../../../shared/markup/clean-tree.ts";
import { attributeList, escapeText } from "../../../../shared/markup/xml.ts";

function blocksOf(html: string): readonly CleanElement[] {
  const blocks: CleanElement[] = [];
  cleanChapter({
    chapter: { body: parseFragment(html).childNodes, resolve: (url) => ({ kind: "external", url }) },
    picture: () => ({ name: "p.png" }),
    note: () => undefined,
    onBlock: (block) => blocks.push(block),
  });
  return blocks;
}

function written(node: CleanNode): string {
  if (typeof node === "string") return escapeText(node);
  return `<${node.name}${attributeList(node.attributes)}>${node.children.map(written).join("")}</${node.name}>`;
}

const divided = (html: string, lengthMax: number) => blocksOf(html).flatMap((block) => divideBlock(block, lengthMax));
const words = (blocks: readonly CleanElement[]) =>
  blocks
    .map((block) => written(block).replaceAll(/<[^>]*>/g, " "))
    .join(" ")
    .split(/\s+/)
    .filter(Boolean);
const outline = (blocks: readonly CleanElement[]) =>
  blocks.map((block) => written(block).replaceAll(/(?<=>)[^<]+/g, "…"));
const long = (word: string) => `${word} `.repeat(60);

describe("a block that is too long for a page", () => {
  it("is a list that is cut between its items, which go on being counted", () => {
    const item = `<li>${long("word")}</li>`;
    const blocks = divided(`<ol start="5">${item}${item}<li value="9">${long("word")}</li>${item}</ol>`, 800);
    expect(outline(blocks)).toEqual([
      '<ol start="5"><li>…</li><li>…</li></ol>',
      '<ol start="9"><li value="9">…</li><li>…</li></ol>',
    ]);
  });

  it("is an item that stands without its list, where the item is what is too long", () => {
    const paragraph = `<p>${long("word")}</p>`;
    const blocks = divided(`<ol><li>a</li><li id="here">${paragraph}${paragraph}${paragraph}</li><li>b</li></ol>`, 400);
    expect(outline(blocks)).toEqual([
      '<ol start="1"><li>…</li></ol>',
      "<p>…</p>",
      "<p>…</p>",
      "<p>…</p>",
      '<ol start="3"><li>…</li></ol>',
    ]);
    expect(blocks[1]?.ids).toEqual(["here"]);
  });

  it("is a table that is cut between its rows, and a cell that stands without it", () => {
    const row = `<tr><td rowspan="2">${long("a")}</td><td>b</td></tr>`;
    const wide = `<tr><td>c</td><td><p>${long("word")}</p><p>${long("word")}</p></td></tr>`;
    const blocks = divided(`<table><caption>C</caption>${row}<tr><td>d</td></tr>${row}${wide}</table>`, 330);
    expect(outline(blocks)).toEqual([
      "<p>…</p>",
      '<table><tbody><tr><td rowspan="2">…</td><td>…</td></tr><tr><td>…</td></tr></tbody></table>',
      "<table><tbody><tr><td>…</td><td>…</td></tr></tbody></table>",
      "<p>…</p>",
      "<p>…</p>",
      "<p>…</p>",
    ]);
  });

  it("is one run of text, whose links and emphasis go on behind the cut", () => {
    const [first, ...others] = divided(
      `<h2 id="a">x <a href="https://e.example/">${long("word")}<b id="b">${long("more")}</b></a></h2>`,
      300,
    );
    expect(first?.name).toBe("h2");
    expect(new Set(others.map(({ name }) => name))).toEqual(new Set(["p"]));
    expect(others.at(-1)?.children).toMatchObject([
      { name: "a", children: [{ name: "b" }], reference: { kind: "external" } },
    ]);
    expect([first, ...others].flatMap((block) => (block ? idsWithin(block) : []))).toEqual(["a", "b"]);
  });

  it("keeps the readings of letters that are too long to stand above them", () => {
    const blocks = divided(`<p><ruby>${"漢".repeat(300)}<rt>${"か".repeat(300)}</rt></ruby></p>`, 200);
    expect(words(blocks).join("")).toBe(`${"漢".repeat(300)}(${"か".repeat(300)})`);
  });

  it("comes out as blocks that fit, with every word and every id in order, whatever lies in whatever", () => {
    let number = 0;
    const text = fc
      .integer({ min: 1, max: 90 })
      .map((count) => Array.from({ length: count }, () => `w${(number += 1)}`).join(" "));
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        text,
        fc
          .tuple(
            fc.constantFrom(
              ..."p div h3 pre ul,li ol,li dl,dd blockquote figure figure,figcaption table,td aside b a ruby,rt li section".split(
                " ",
              ),
            ),
            fc.array(tie("tree"), { minLength: 1, maxLength: 4 }),
          )
          .map(([names, inside]) => {
            const open = names.split(",");
            const [outer = ""] = open;
            const inner = open.at(-1) ?? "";
            const each = inside.map((one) =>
              outer === inner ? one : `<${inner} id="i${(number += 1)}">${one}</${inner}>`,
            );
            return `<${outer}${outer === "a" ? ' href="https://e.example/"' : ""} id="i${(number += 1)}">${each.join("")}</${outer}>`;
          }),
      ),
    }));
    fc.assert(
      fc.property(tree, (html) => {
        const whole = blocksOf(html);
        const parts = divided(html, 400);
        expect(
          words(parts)
            .join(" ")
            .replaceAll(/[()]\s?/g, ""),
        ).toBe(
          words(whole)
            .join(" ")
            .replaceAll(/[()]\s?/g, ""),
        );
        expect(parts.flatMap(idsWithin).toSorted()).toEqual(whole.flatMap(idsWithin).toSorted());
        for (const part of parts) expect(written(part).length).toBeLessThan(900);
      }),
      { numRuns: 300 },
    );
  });
});
