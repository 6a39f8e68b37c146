import { type DefaultTreeAdapterTypes, parse } from "parse5";
import { parseXml } from "../../../shared/xml/parse-xml.ts";
import type { XmlElement } from "../../../shared/xml/xml-element.ts";

/** Everything that may stand in an article. Written down here again: the list that is tested is not the list that tests. */
const elements = new Set(
  (
    "article p div span a img br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre code em strong b i u s sub sup small " +
    "mark q cite abbr dfn kbd samp var del ins bdi bdo ruby rt table caption thead tbody tfoot tr td th figure figcaption aside " +
    "math mrow msqrt mstyle merror mpadded mphantom menclose mfrac mroot msub msup msubsup munder mover munderover mi mn mo " +
    "mtext ms mspace mtable mtr mtd mlabeledtr mmultiscripts mfenced semantics"
  ).split(" "),
);
const attributes = new Set(
  (
    "xmlns lang xml:lang dir id class href src alt title colspan rowspan scope start reversed type value role " +
    "mathvariant stretchy fence separator accent accentunder form displaystyle columnalign linethickness notation width display alttext"
  ).split(" "),
);

/** What could act in a written article when it is read as HTML, with and without scripts, and as XML. Empty where nothing can. */
export function harmIn(html: string): readonly string[] {
  return [
    ...harmInTree(parse(html, { scriptingEnabled: true })).map((harm) => `as HTML: ${harm}`),
    ...harmInTree(parse(html, { scriptingEnabled: false })).map((harm) => `as HTML without scripts: ${harm}`),
    ...harmInXml(html).map((harm) => `as XML: ${harm}`),
  ];
}

function harmInTree(document: DefaultTreeAdapterTypes.Document): readonly string[] {
  const harm: string[] = [];
  const waiting: DefaultTreeAdapterTypes.Node[] = [...document.childNodes];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if ("tagName" in node) {
      const pairs = node.attrs.map(({ name, value, prefix }) => [prefix ? `${prefix}:${name}` : name, value] as const);
      const isFrame = node.tagName === "html" || node.tagName === "head" || node.tagName === "body";
      if (!isFrame || pairs.length > 0) harm.push(...harmInElement(node.tagName, pairs));
    } else if (node.nodeName === "#comment") harm.push("a comment");
    if ("childNodes" in node) for (const child of node.childNodes) waiting.push(child);
  }
  return harm;
}

function harmInXml(html: string): readonly string[] {
  let root: XmlElement;
  try {
    root = parseXml(html);
  } catch (error) {
    return [`not well-formed (${String(error)})`];
  }
  const harm: string[] = [];
  const waiting: XmlElement[] = [root];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (one.namespace !== "http://www.w3.org/1999/xhtml" && one.namespace !== "http://www.w3.org/1998/Math/MathML")
      harm.push(`namespace ${one.namespace}`);
    const pairs = [...one.attributes].map(
      ([name, value]) => [name.replace(/^\{[^}]*\}lang$/, "xml:lang"), value] as const,
    );
    harm.push(...harmInElement(one.name, pairs));
    for (const child of one.children) if (typeof child !== "string") waiting.push(child);
  }
  return harm;
}

function harmInElement(name: string, pairs: readonly (readonly [name: string, value: string])[]): readonly string[] {
  const harm = elements.has(name) ? [] : [`element ${name}`];
  for (const [attribute, value] of pairs) {
    if (!attributes.has(attribute)) harm.push(`attribute ${attribute} of ${name}`);
    if (
      (attribute === "href" && !/^(?:https?:\/\/|mailto:|#place-\d+$)/.test(value)) ||
      (attribute === "src" && !/^https?:\/\//.test(value))
    )
      harm.push(`${attribute}=${value.slice(0, 80)}`);
  }
  return harm;
}
