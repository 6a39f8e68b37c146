import { tableColumnsMax, tableRowsMax } from "../../../shared/markup/finish-elements.ts";
import { attributeOf, childrenOf, descendantsOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { partLengthMax } from "../build/part-shelf.ts";
import type { Check } from "./check.ts";
import { type EpubPage, everyElement, type FinishedEpub } from "./finished-epub.ts";

/** Runs a check over every page, and says on which something was found. */
function onPages(find: (page: EpubPage, epub: FinishedEpub) => Iterable<string>): Check["find"] {
  return (epub) => epub.pages.flatMap((page) => [...find(page, epub)].map((found) => `${page.item.href}: ${found}`));
}

function* elements(page: EpubPage, breaks: (element: XmlElement) => boolean): Iterable<string> {
  for (const element of everyElement(page.root)) if (breaks(element)) yield `<${element.name}>`;
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
  /^(id|class|lang|dir|href|src|alt|name|content|title|start|reversed|type|value|colspan|rowspan|scope|hidden|charset|rel|xmlns|alttext|display|mathvariant|stretchy|fence|separator|form|accent|accentunder|displaystyle|columnalign|width|\{http:\/\/www\.w3\.org\/XML\/1998\/namespace\}lang|\{http:\/\/www\.idpf\.org\/2007\/ops\}type)$/;

export const pageChecks: readonly Check[] = [
  {
    rule: "K23",
    sentence: "Every page says twice that it is UTF-8.",
    find: onPages(function* ({ text }) {
      const head = text.slice(0, 400);
      if (!head.startsWith('<?xml version="1.0" encoding="utf-8"?>') || !head.includes('<meta charset="utf-8"/>'))
        yield head.slice(0, 60);
    }),
  },
  {
    rule: "K24",
    sentence: "Pages have no comments, no control characters, no entities of their own, and the doctype of HTML5.",
    find: onPages(function* ({ text }) {
      // oxlint-disable-next-line no-control-regex -- they are what is looked for.
      const found = /<!--|<!ENTITY|[\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|&(?!(amp|lt|gt|quot|#\d+);)/.exec(
        text,
      );
      if (found !== null) yield found[0];
      if (!text.includes("<!DOCTYPE html>")) yield "doctype";
    }),
  },
  {
    rule: "K25",
    sentence: "Pages have no scripts, forms, frames, embedded objects, sound or video.",
    find: onPages((page) =>
      elements(
        page,
        (element) => foreign.has(element.name) || [...element.attributes.keys()].some((name) => name.startsWith("on")),
      ),
    ),
  },
  {
    rule: "K26",
    sentence: "No paragraph lies in a paragraph, no link in a link, no block in running text.",
    find: onPages(function* ({ body }) {
      yield* nested(body, undefined);
    }),
  },
  {
    rule: "K27",
    sentence: "Nothing leads to an id of a body.",
    find: onPages(function* ({ body }) {
      const id = attributeOf(body, "id");
      if (id !== undefined) yield id;
    }),
  },
  {
    rule: "K28",
    sentence: "Every picture is in the book, and every link leads to a place that is there or to the web.",
    find: onPages(function* ({ body, ids }, { items, pages }) {
      for (const picture of descendantsOf(body, "img")) {
        const src = attributeOf(picture, "src") ?? "";
        if (!items.some(({ href, mediaType }) => href === src && mediaType.startsWith("image/"))) yield src;
      }
      for (const link of descendantsOf(body, "a")) {
        const href = attributeOf(link, "href") ?? "";
        if (/^(https?:|mailto:)/.test(href)) continue;
        const [file, fragment] = href.split("#");
        const known = file === "" ? ids : pages.find(({ item }) => item.href === file)?.ids;
        if (known === undefined || (fragment !== undefined && !known.has(fragment))) yield href;
      }
    }),
  },
  {
    rule: "K29",
    sentence: "Elements carry attributes of the allow-list alone.",
    find: onPages(function* ({ root }) {
      for (const element of everyElement(root)) {
        for (const name of element.attributes.keys()) if (!attributesKnown.test(name)) yield `${element.name}@${name}`;
      }
    }),
  },
  {
    rule: "K30",
    sentence: "Nothing is hidden but the landmarks.",
    find: onPages((page) =>
      elements(page, (element) => element.attributes.has("hidden") && attributeOf(element, "type") !== "landmarks"),
    ),
  },
  {
    rule: "K31",
    sentence: "Spaces are plain ones, and nothing invisible formats the text.",
    find: onPages(function* ({ text }) {
      const found = /[\u00ad\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f-\u2064\u206a-\u206f\ufeff]/.exec(text);
      if (found !== null) yield `U+${found[0].charCodeAt(0).toString(16)}`;
    }),
  },
  {
    rule: "K32",
    sentence: "Every note that is called leads back.",
    find: onPages(function* ({ body, item }, { pages }) {
      for (const note of descendantsOf(body, "aside")) {
        const id = attributeOf(note, "id");
        const calls = pages.flatMap((page) =>
          [...descendantsOf(page.body, "a")].filter((link) => {
            const [file, fragment] = (attributeOf(link, "href") ?? "").split("#");
            return fragment === id && (file === "" ? page.item === item : file === item.href);
          }),
        );
        if (id !== undefined && calls.length > 0 && [...descendantsOf(note, "a")].length === 0) yield id;
      }
    }),
  },
  {
    rule: "K33",
    sentence: `Tables have at most ${tableRowsMax} rows and ${tableColumnsMax} columns, and none lies in another.`,
    find: onPages(function* ({ body }) {
      for (const table of descendantsOf(body, "table")) {
        const rows = [...descendantsOf(table, "tr")];
        const widest = Math.max(0, ...rows.map((row) => childrenOf(row).length));
        if (rows.length > tableRowsMax || widest > tableColumnsMax || !descendantsOf(table, "table").next().done) {
          yield `${rows.length} rows, ${widest} columns`;
        }
      }
    }),
  },
  {
    rule: "K36",
    sentence: "Pages are of moderate size.",
    find: onPages(function* ({ text }) {
      // The last block may go over: a table is never cut within a row.
      if (text.length > 4 * partLengthMax) yield `${text.length} characters`;
    }),
  },
  {
    rule: "K46",
    sentence: "Every picture has an alternative text, be it empty.",
    find: onPages((page) => elements(page, (element) => element.name === "img" && !element.attributes.has("alt"))),
  },
];

function* nested(element: XmlElement, within: "p" | "a" | "inline" | undefined): Iterable<string> {
  for (const child of childrenOf(element)) {
    if (within !== undefined && blocks.has(child.name)) yield `<${child.name}> in <${element.name}>`;
    if (within === "a" && child.name === "a") yield "<a> in <a>";
    const text = /^(p|h[1-6]|pre|dt|caption|figcaption)$/.test(child.name)
      ? "p"
      : inline.has(child.name)
        ? "inline"
        : undefined;
    yield* nested(child, child.name === "a" || within === "a" ? "a" : (text ?? within));
  }
}
