import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { type DefaultTreeAdapterTypes, parse, parseFragment } from "parse5";
import { parseDocument, parseMarkup } from "../../../../functions/format/html/quick-parser.ts";
import { corporaDir, corpusFiles } from "../../../corpora.ts";
import { itWhere } from "../../../it-where.ts";

const options = { scriptingEnabled: false };
const signs = fc.constantFrom(
  ..."<p>|</p>|<b>|</b>|<pre>|</pre>|<textarea>|</textarea>|<table>|<tr>|<td>|</td>|</tr>|</table>|<caption>|<col>|<select>|<option>|</select>|<svg>|</svg>|<svg><title>|<math><mi>|</mi></math>|<template>|</template>|<a href=\"|<a href='|\" title='|' lang=\"|\">|'>|<!--|-->|<script>|</script>|<title>|</title>|<style>|</style>|<frameset>|<body>|</body>|</html>|<head>|&amp;|&#xe9;|&nosuch;|&|\0|\r|\n|\r\n| |\t|\f|word|two words|\u00fc|\u{1f600}|\ud800|\udc00|]]>|<![CDATA[|<".split(
    "|",
  ),
);
const soup = fc.array(signs, { maxLength: 40 }).map((all) => all.join(""));

it("makes the document that parse5 makes, whatever the markup", () => {
  fc.assert(
    fc.property(soup, (html) => expect(shapeOf(parseDocument(html, options))).toBe(shapeOf(parse(html, options)))),
    { numRuns: 3000 },
  );
});

it("makes the fragment that parse5 makes, whatever the markup", () => {
  fc.assert(
    fc.property(soup, (html) => expect(shapeOf(parseMarkup(html))).toBe(shapeOf(parseFragment(html)))),
    { numRuns: 3000 },
  );
});

it("goes on behind text that is much longer than what the parser keeps of its input", () => {
  const html = `<p title="${"a long title ".repeat(9000)}&lt;">${"many words \u{1f600}\n".repeat(9000)}&amp;<i>more</i>\u{1f600}</p>`;
  expect(shapeOf(parseDocument(html))).toBe(shapeOf(parse(html)));
});

const itOver = itWhere(existsSync(corporaDir), "the quick parser over the pages of the corpora", "no corpora");
itOver("makes the trees that parse5 makes of the pages of the corpora", () => {
  const pages = corpusFiles("books/html-articles", "hostile/html-xss").filter((path) => /\.x?html?$/.test(path));
  expect(pages.length).toBeGreaterThan(5);
  for (const path of pages) {
    const html = readFileSync(path, "utf8");
    expect(shapeOf(parseDocument(html, options))).toBe(shapeOf(parse(html, options)));
  }
  process.stdout.write(`quick parser: ${pages.length} pages of the corpora\n`);
});

/** A tree as a line for each of its nodes in order, with how deep it lies: without recursion, as some pages are deep. */
function shapeOf(root: DefaultTreeAdapterTypes.Node): string {
  const shape: string[] = [];
  const waiting = [{ node: root, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next;
    shape.push(
      JSON.stringify({
        depth,
        name: node.nodeName,
        ...("value" in node && { value: node.value }),
        ...("data" in node && { data: node.data }),
        ...("attrs" in node && { attrs: node.attrs, namespace: node.namespaceURI }),
        ...("mode" in node && { mode: node.mode }),
      }),
    );
    const below = [...("childNodes" in node ? node.childNodes : []), ...("content" in node ? [node.content] : [])];
    for (const child of below.toReversed()) waiting.push({ node: child, depth: depth + 1 });
  }
  return shape.join("\n");
}
