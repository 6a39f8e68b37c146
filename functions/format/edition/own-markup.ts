import type { DefaultTreeAdapterTypes } from "parse5";
import { MalformedMarkup, readMarkup } from "../../../shared/xml/read-markup.ts";
import type { XmlElement } from "../../../shared/xml/xml-element.ts";

type ChildNode = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

const xhtml = "http://www.w3.org/1999/xhtml";
const prefixes: Readonly<Record<string, string>> = {
  "http://www.idpf.org/2007/ops": "epub",
  "http://www.w3.org/XML/1998/namespace": "xml",
  "http://www.w3.org/1999/xlink": "xlink",
};

/**
 * Markup that we wrote ourselves, pages of an edition and articles that were stored, as the tree that parse5 would make of it.
 * What is strict XHTML is read as such, in a fifth of the time that a browser's rules take for 500 articles; what is not,
 * by those rules.
 */
export async function readOwnMarkup(markup: string): Promise<ChildNode[]> {
  try {
    return readMarkup(`<body xmlns="${xhtml}" xmlns:epub="http://www.idpf.org/2007/ops">${markup}</body>`).children.map(
      (child) => nodeOf(child, null),
    );
  } catch (error) {
    if (!(error instanceof MalformedMarkup)) throw error;
    const { parseFragment } = await import("parse5");
    return parseFragment(markup).childNodes;
  }
}

function nodeOf(source: XmlElement | string, parentNode: Element | null): ChildNode {
  if (typeof source === "string") return { nodeName: "#text", value: source, parentNode };
  const element: Element = {
    nodeName: source.name,
    tagName: source.name,
    attrs: [],
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- its values are these addresses; to import it would load parse5
    namespaceURI: source.namespace as Element["namespaceURI"],
    childNodes: [],
    parentNode,
  };
  for (const [name, value] of source.attributes) element.attrs.push({ name: qualified(name), value });
  for (const child of source.children) element.childNodes.push(nodeOf(child, element));
  return element;
}

/** `{uri}local` as it is written. */
function qualified(name: string): string {
  if (!name.startsWith("{")) return name;
  const end = name.indexOf("}");
  const prefix = prefixes[name.slice(1, end)];
  return prefix === undefined ? name.slice(end + 1) : `${prefix}:${name.slice(end + 1)}`;
}
