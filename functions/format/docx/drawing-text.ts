import { childrenOf, descendantsOf, textOf, type XmlElement } from "../../../shared/xml/xml-element.ts";

/** The paragraphs of a text that is drawn (DrawingML, `a:p`), without their looks; the empty ones are left out. */
export function drawnParagraphs(parent: XmlElement | undefined): readonly string[] {
  if (parent === undefined) return [];
  return [...descendantsOf(parent, "p")].map(paragraphText).filter((text) => text !== "");
}

function paragraphText(paragraph: XmlElement): string {
  const said = childrenOf(paragraph).map((part) =>
    part.name === "br" ? " " : [...descendantsOf(part, "t")].map(textOf).join(""),
  );
  return said.join("").replaceAll(/\s+/gu, " ").trim();
}
