import type { XmlElement } from "../../../shared/xml/xml-element.ts";

const mathNamespace = "http://www.w3.org/1998/Math/MathML";

/** An element of MathML. */
export function mathElement(
  name: string,
  children: readonly (XmlElement | string)[] = [],
  attributes: Readonly<Record<string, string>> = {},
): XmlElement {
  return { name, namespace: mathNamespace, attributes: new Map(Object.entries(attributes)), children };
}

/** One element for several, as what takes a fixed number of children wants it. */
export function mathRow(children: readonly XmlElement[]): XmlElement {
  const [only] = children;
  return only !== undefined && children.length === 1 ? only : mathElement("mrow", children);
}
