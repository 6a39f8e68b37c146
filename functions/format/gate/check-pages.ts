import { tableColumnsMax, tableRowsMax } from "../../../shared/markup/finish-elements.ts";
import { attributeOf, childrenOf, descendantsOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { partLengthMax } from "../build/part-shelf.ts";
import type { Check } from "./check.ts";
import type { EpubPage } from "./finished-epub.ts";

function elements({ elements: all }: EpubPage, breaks: (element: XmlElement) => boolean): readonly string[] {
  return all.filter(breaks).map(({ name }) => `<${name}>`);
}

const foreign = new Set(
  "script form input button select textarea iframe frame frameset object embed audio video canvas applet link-import".split(
    " ",
  ),
);
const inline = new Set(
  "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup u var rt".split(" "),
);
const blocks = new Set(
  "p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table figure blockquote pre aside hr section".split(" "),
);
const attributesKnown =
  /^(id|class|lang|dir|href|src|alt|name|content|title|start|reversed|type|value|colspan|rowspan|scope|hidden|charset|rel|xmlns|alttext|display|mathvariant|stretchy|fence|separator|form|accent|accentunder|displaystyle|columnalign|linethickness|notation|width|\{http:\/\/www\.w3\.org\/XML\/1998\/namespace\}lang|\{http:\/\/www\.idpf\.org\/2007\/ops\}type)$/;

export const pageChecks: readonly Check[] = [
  {
    rule: "K23",
    sentence: "Every page says twice that it is UTF-8.",
    repair: "Every page is written anew, with both.",
    *onPage({ text }) {
      const head = text.slice(0, 400);
      if (!head.startsWith('<?xml version="1.0" encoding="utf-8"?>') || !head.includes('<meta charset="utf-8"/>'))
        yield head.slice(0, 60);
    },
  },
  {
    rule: "K24",
    sentence:
      "Pages are XML without comments, control characters and entities of their own, with the doctype of HTML5.",
    repair: "Pages are read as HTML, however damaged, and written as XML.",
    find: ({ unreadable }) => unreadable,
    *onPage({ text }) {
      // oxlint-disable-next-line no-control-regex -- they are what is looked for.
      const found = /<!--|<!ENTITY|[\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|&(?!(amp|lt|gt|quot|#\d+);)/.exec(
        text,
      );
      if (found !== null) yield found[0];
      if (!text.includes("<!DOCTYPE html>")) yield "doctype";
    },
  },
  {
    rule: "K25",
    sentence: "Pages have no scripts, forms, frames, embedded objects, sound or video.",
    repair: "They are left out, and the text in them is kept.",
    onPage: (page) =>
      elements(
        page,
        ({ name, attributes }) =>
          foreign.has(name) ||
          (attributes.size > 0 && attributes.keys().some((attribute) => attribute.startsWith("on"))),
      ),
  },
  {
    rule: "K26",
    sentence: "No paragraph lies in a paragraph, no link in a link, no block in running text.",
    repair: "What lies in the wrong place is closed before, and opened again behind.",
    onPage: ({ body }) => nested(body, undefined, []),
  },
  {
    rule: "K27",
    sentence: "Nothing leads to an id of a body.",
    repair: "The id is moved to what comes first in it.",
    *onPage({ body }) {
      const id = attributeOf(body, "id");
      if (id !== undefined) yield id;
    },
  },
  {
    rule: "K29",
    sentence: "Elements carry attributes of the allow-list alone.",
    repair: "All others are left out.",
    *onPage({ elements: all }) {
      for (const { name, attributes } of all) {
        if (attributes.size === 0) continue;
        for (const attribute of attributes.keys()) if (!attributesKnown.test(attribute)) yield `${name}@${attribute}`;
      }
    },
  },
  {
    rule: "K30",
    sentence: "Nothing is hidden but the landmarks.",
    repair: "What is hidden is left out.",
    onPage: (page) =>
      elements(page, (element) => element.attributes.has("hidden") && attributeOf(element, "type") !== "landmarks"),
  },
  {
    rule: "K31",
    sentence: "Spaces are plain ones, and nothing invisible formats the text.",
    repair: "They are replaced by plain ones, and left out.",
    *onPage({ text }) {
      const found = /[\u00ad\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f-\u2064\u206a-\u206f\ufeff]/.exec(text);
      if (found !== null) yield `U+${found[0].charCodeAt(0).toString(16)}`;
    },
  },
  {
    rule: "K33",
    sentence: `Tables have at most ${tableRowsMax} rows and ${tableColumnsMax} columns, and none lies in another.`,
    repair: "Long ones are divided, wide ones and those in others are written as lines.",
    *onPage({ elements: all }) {
      for (const table of all.filter(({ name }) => name === "table")) {
        const rows = [...descendantsOf(table, "tr")];
        const widest = Math.max(0, ...rows.map((row) => childrenOf(row).length));
        if (rows.length > tableRowsMax || widest > tableColumnsMax || !descendantsOf(table, "table").next().done) {
          yield `${rows.length} rows, ${widest} columns`;
        }
      }
    },
  },
  {
    rule: "K35",
    sentence: "Every formula has a text for readers that do not show it.",
    repair: "Its own description is kept, else its TeX or its letters are one; what is too deep becomes that text.",
    onPage: (page) =>
      elements(page, (element) => element.name === "math" && (attributeOf(element, "alttext") ?? "").trim() === ""),
  },
  {
    rule: "K36",
    sentence: "Pages are of moderate size.",
    repair: "Chapters are split at headings, then between blocks.",
    *onPage({ text }) {
      // The last block may go over: a table is never cut within a row.
      if (text.length > 4 * partLengthMax) yield `${text.length} characters`;
    },
  },
  {
    rule: "K46",
    sentence: "Every picture has an alternative text, be it empty.",
    repair: "The caption describes a picture that has no description of its own.",
    onPage: (page) => elements(page, ({ name, attributes }) => name === "img" && !attributes.has("alt")),
  },
];

const paragraphs = new Set("p h1 h2 h3 h4 h5 h6 pre dt caption figcaption".split(" "));

/** Adds to `found` and answers it: pages have thousands of elements, and hardly ever one in the wrong place. */
function nested(element: XmlElement, within: "p" | "a" | "inline" | undefined, found: string[]): readonly string[] {
  for (const child of element.children) {
    if (typeof child === "string") continue;
    const { name } = child;
    if (within !== undefined && blocks.has(name)) found.push(`<${name}> in <${element.name}>`);
    if (within === "a" && name === "a") found.push("<a> in <a>");
    const text = paragraphs.has(name) ? "p" : inline.has(name) ? "inline" : undefined;
    nested(child, name === "a" || within === "a" ? "a" : (text ?? within), found);
  }
  return found;
}
