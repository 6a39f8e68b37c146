import type { XmlElement } from "../../../shared/xml/xml-element.ts";
import { chartMarkup } from "../chart/chart-markup.ts";
import { odtBlocks } from "./odt-body.ts";
import { odtCharts } from "./odt-chart.ts";
import type { OdtContext, OdtFigure } from "./odt-inline.ts";
import type { OdtObject, OdtObjects } from "./odt-objects.ts";

const nothing: OdtFigure = { html: "", isWhole: false };

/**
 * Tells the words of the objects of a text. However often it refers to one, they are there once.
 * @param contextOf what a document within the text is read with, given the root that its styles lie in
 */
export function odtFigures(
  objects: OdtObjects,
  contextOf: (root: XmlElement) => OdtContext,
): (element: XmlElement) => OdtFigure {
  const figures = new Map<XmlElement, OdtFigure>();
  const told = new Map<XmlElement, boolean>();
  return (element) => {
    const known = figures.get(element);
    if (known !== undefined) return known;
    // One that lies in itself says nothing there.
    figures.set(element, nothing);
    const object = objects.of(element);
    if (object === undefined || object.kind === "formula") return nothing;
    const source = object.kind === "chart" ? object.chart : object.body;
    const before = told.get(source);
    const html = before === undefined ? markupOf(object, contextOf) : "";
    const isWhole = object.kind !== "drawing" && (before ?? html !== "");
    told.set(source, isWhole);
    const figure = { html, isWhole };
    figures.set(element, figure);
    return figure;
  };
}

function markupOf(
  object: Exclude<OdtObject, { readonly kind: "formula" }>,
  contextOf: (root: XmlElement) => OdtContext,
): string {
  if (object.kind === "chart") return odtCharts(object.chart, object.root).map(chartMarkup).join("");
  const html = odtBlocks(object.body, contextOf(object.root));
  return saysNothing.test(html) ? "" : html;
}

const saysNothing = /^(?:<(?!img|math)[^>]*>|[\s\u00a0])*$/u;
