import { childOf, childrenOf, descendantsOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { type Grammar, settle } from "../settle-markup.ts";

const words = (list: string): readonly string[] => list.trim().split(/\s+/u);
const each = (list: string, kind: string) => words(list).map((name) => [name, kind] as const);

const properties = new Set(words("pPr rPr tblPr tblPrEx tblGrid trPr tcPr sdtPr sdtEndPr"));
/** What the text of a document consists of. */
const content = new Set(words("p r t tbl tr tc hyperlink"));
const besideText = new Set(words("footnoteReference endnoteReference drawing pict object br sym fldChar instrText"));

/** What no text stands in directly. */
const wordless = new Set([
  ...properties,
  ...words(
    "tab ptab br cr noBreakHyphen sym fldChar footnoteReference endnoteReference bookmarkStart drawing pict object",
  ),
]);

const kinds: ReadonlyMap<string, string> = new Map([
  ...each("p tbl altChunk sectPr", "block"),
  ["tr", "row"],
  ["tc", "cell"],
  ...each("r hyperlink bookmarkStart oMath oMathPara", "inline"),
  ...each("t tab ptab br cr noBreakHyphen sym fldChar instrText delText ruby", "run"),
  ...each("footnoteReference endnoteReference drawing pict object AlternateContent", "run"),
  ...each("footnote endnote", "note"),
]);

const holds: ReadonlyMap<string, string> = new Map([
  ...each("body txbxContent tc footnote endnote", "block"),
  ["tbl", "row"],
  ["tr", "cell"],
  ...each("p hyperlink rt rubyBase", "inline"),
  ["r", "run"],
  ...each("footnotes endnotes", "note"),
]);

const wrappers: ReadonlyMap<string, string> = new Map([
  ["text", "t"],
  ["run", "r"],
  ["inline", "p"],
  ["block", "tc"],
  ["cell", "tr"],
  ["row", "tbl"],
]);

function grammarIn(root: XmlElement): Grammar {
  // Drawings and formulas have paragraphs and runs of their own.
  const [body = root] = descendantsOf(root, "body");
  return {
    kinds,
    holds,
    wrappers,
    exact: new Set(),
    joined: new Set(["tc", "footnote", "endnote"]),
    text: "text",
    silent: new Set(["bookmarkStart"]),
    properties,
    wordless,
    within: new Set(["txbxContent", "rt", "rubyBase"]),
    isForeign: ({ name, namespace }, parent) =>
      namespace === body.namespace && (content.has(name) || (properties.has(parent.name) && besideText.has(name))),
    instead: inlineAlternative,
  };
}

/** Where there are several ways to say something in words, the newest: the reader chooses among drawings. */
function inlineAlternative(element: XmlElement): readonly XmlElement[] | undefined {
  if (element.name !== "AlternateContent") return undefined;
  const chosen = childOf(element, "Choice") ?? childOf(element, "Fallback");
  if (chosen === undefined) return childrenOf(element);
  const [first] = childrenOf(chosen);
  return first !== undefined && content.has(first.name) ? childrenOf(chosen) : undefined;
}

/** The body of a document that was guessed at, with all of its words where they are read. */
export function settledBody(document: XmlElement): XmlElement {
  return settle({ ...document, name: "body", children: [document] }, grammarIn(document));
}

/** The notes of a part that was guessed at, with all of their words. What belongs to none goes on the one before it. */
export function settledNotes(notes: XmlElement, kind: "footnote" | "endnote"): XmlElement {
  const grammar = grammarIn(notes);
  return settle(
    { ...notes, name: `${kind}s`, children: [notes] },
    { ...grammar, wrappers: new Map([...wrappers, ["block", kind]]) },
  );
}
