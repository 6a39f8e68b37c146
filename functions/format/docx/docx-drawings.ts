import { childOf, childrenOf, descendantsOf, type XmlElement } from "../../../shared/xml/xml-element.ts";

/** `txBody` is a text box as the other Office programs write it. */
const shownParts = new Set(["blip", "imagedata", "txbxContent", "txBody"]);

/** A chart, or a diagram (SmartArt): what it shows lies in a part of its own. Charts of a later Word are none of these. */
export function isFigure({ name, namespace }: XmlElement): boolean {
  return (name === "chart" && namespace.endsWith("/chart")) || (name === "relIds" && namespace.endsWith("/diagram"));
}

/** The pictures, the text boxes and the figures of a drawing, in their order, however its shapes are grouped. */
export function* shownIn(drawing: XmlElement): Generator<XmlElement> {
  for (const child of childrenOf(drawing)) {
    if (shownParts.has(child.name) || isFigure(child)) yield child;
    else yield* shownIn(child.name === "AlternateContent" ? alternativeOf(child) : child);
  }
}

/** The newest of several ways to say the same, unless it says nothing here: a chart, or a symbol of a later Word. */
export function alternativeOf(alternate: XmlElement): XmlElement {
  const [choice, fallback] = [childOf(alternate, "Choice"), childOf(alternate, "Fallback")];
  if (choice === undefined || (fallback !== undefined && !saysAnything(choice)))
    return fallback ?? { ...alternate, children: [] };
  return choice;
}

const saysAnything = (part: XmlElement): boolean =>
  !shownIn(part).next().done || ["t", "oMath", "ruby"].some((name) => !descendantsOf(part, name).next().done);
