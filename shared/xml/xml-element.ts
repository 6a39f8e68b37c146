/** An element as the document has it, with its names resolved. Never changed once parsed. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** The URI that its prefix is bound to; empty where it has none. */
  readonly namespace: string;
  /** By local name for those without a prefix, by `{uri}local` for the others. Namespace declarations are left out. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Elements and text in their order; comments and processing instructions are left out. */
  readonly children: readonly (XmlElement | string)[];
}

/** Child elements, of that local name where one is given, whatever their namespace. */
export function childrenOf(element: XmlElement | undefined, name?: string): readonly XmlElement[] {
  if (element === undefined) return [];
  return element.children.filter(
    (child): child is XmlElement => typeof child !== "string" && (name === undefined || child.name === name),
  );
}

/** The first child element of that local name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child): child is XmlElement => typeof child !== "string" && child.name === name);
}

/** Every element of that local name below this one, in document order. */
export function* descendantsOf(element: XmlElement, name: string): Generator<XmlElement> {
  for (const child of element.children) {
    if (typeof child === "string") continue;
    if (child.name === name) yield child;
    yield* descendantsOf(child, name);
  }
}

/** All the text in it, at whatever depth, as it stands. */
export function textOf(element: XmlElement | undefined): string {
  if (element === undefined) return "";
  return element.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");
}

/** The same with white space collapsed and trimmed. */
export function plainTextOf(element: XmlElement | undefined): string {
  return textOf(element).replace(/\s+/gu, " ").trim();
}

/** An attribute, looked up by its local name whatever its namespace; one without a prefix comes first. */
export function attributeOf(element: XmlElement | undefined, name: string): string | undefined {
  if (element === undefined || element.attributes.size === 0) return undefined;
  const plain = element.attributes.get(name);
  if (plain !== undefined) return plain;
  const ending = `}${name}`;
  for (const [key, value] of element.attributes) if (key.endsWith(ending)) return value;
  return undefined;
}
