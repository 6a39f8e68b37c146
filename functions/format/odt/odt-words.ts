import { childrenOf, type XmlElement } from "../../../shared/xml/xml-element.ts";

const spaces = new Set(["s", "tab", "line-break"]);

/** The words of paragraphs (`text:p`) without their looks, for where no markup can stand; the empty ones are left out. */
export function odtWords(parent: XmlElement | undefined): readonly string[] {
  if (parent === undefined) return [];
  return [...paragraphsIn(parent)]
    .map((paragraph) => wordsOf(paragraph).replaceAll(/\s+/gu, " ").trim())
    .filter((words) => words !== "");
}

function* paragraphsIn(parent: XmlElement): Generator<XmlElement> {
  for (const child of childrenOf(parent)) {
    if (child.name === "p" || child.name === "h") yield child;
    else yield* paragraphsIn(child);
  }
}

function wordsOf(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === "string" ? child : spaces.has(child.name) ? " " : wordsOf(child)))
    .join("");
}
