import { childOf, childrenOf, descendantsOf, type XmlElement } from "../../../shared/xml/xml-element.ts";

/** `txBody` is a text box as the other Office programs write it. */
const shownParts = new Set(["blip", "imagedata", "txbxContent", "txBody"]);

/** A chart, or a diagram (SmartArt): what it shows lies in a part of its own. */
export function isFigure(element: XmlElement): boolean {
  const { name, namespace } = element;
  return (
    (name === "chart" && namespace.endsWith("/chart")) ||
    (name === "relIds" && namespace.endsWith("/diagram")) ||
    isLaterChart(element)
  );
}

/** A chart of the kinds that came with Word 2016. Beside it there is a picture for those who do not know them. */
export function isLaterChart({ name, namespace }: XmlElement): boolean {
  return name === "chart" && namespace.endsWith("/chartex");
}

/** Whether a figure says anything in words. */
export type Tells = (figure: XmlElement) => boolean;

/** The pictures, the text boxes and the figures of a drawing, in their order, however its shapes are grouped. */
export function* shownIn(drawing: XmlElement, tells: Tells): Generator<XmlElement> {
  for (const child of childrenOf(drawing)) {
    if (shownParts.has(child.name) || (isFigure(child) && tells(child))) yield child;
    else yield* shownIn(child.name === "AlternateContent" ? alternativeOf(child, tells) : child, tells);
  }
}

/** The newest of several ways to say the same, unless it says nothing here: a chart, or a symbol of a later Word. */
export function alternativeOf(alternate: XmlElement, tells: Tells): XmlElement {
  const [choice, fallback] = [childOf(alternate, "Choice"), childOf(alternate, "Fallback")];
  if (choice === undefined || (fallback !== undefined && !saysAnything(choice, tells)))
    return fallback ?? { ...alternate, children: [] };
  return choice;
}

const saysAnything = (part: XmlElement, tells: Tells): boolean =>
  !shownIn(part, tells).next().done || ["t", "oMath", "ruby"].some((name) => !descendantsOf(part, name).next().done);
