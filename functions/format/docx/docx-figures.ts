import { Rejected } from "../../../events/rejected.ts";
import type { Archive } from "../../../shared/archive/archive.ts";
import {
  type Relationship,
  readPart,
  readRelationships,
  type TellPart,
} from "../../../shared/office/office-package.ts";
import { attributeOf, descendantsOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { type Chart, chartMarkup } from "../chart/chart-markup.ts";
import { docxCharts } from "./docx-chart.ts";
import { laterCharts } from "./docx-later-chart.ts";
import { drawnParagraphs } from "./drawing-text.ts";
import { drawnDiagramMarkup, smartArtMarkup } from "./smart-art.ts";

type Relationships = ReadonlyMap<string, Relationship>;

export interface DocxFigures {
  /** Their words as HTML, by the name of the part that holds them. */
  readonly markup: ReadonlyMap<string, string>;
  /** Parts that are no XML, or too much of it: the text can be read without them. */
  readonly unreadable: readonly string[];
}

/** `chartEx`: charts of the newer kinds. */
const figureTypes = new Set(["chart", "chartEx", "diagramData"]);

/**
 * The charts and diagrams that a part refers to.
 * @throws Rejected `archive/…`
 */
export async function readFigures(
  archive: Archive,
  relationships: Relationships,
  tell?: TellPart,
): Promise<DocxFigures> {
  const markup = new Map<string, string>();
  const unreadable: string[] = [];
  for (const { type, target, external } of relationships.values()) {
    if (external || markup.has(target) || !figureTypes.has(type)) continue;
    try {
      const root = (await readPart(archive, target, tell))?.root;
      if (root === undefined) continue;
      markup.set(
        target,
        type === "diagramData"
          ? await diagramOf(archive, relationships, root)
          : await chartOf(archive, target, type === "chart" ? docxCharts(root) : laterCharts(root)),
      );
    } catch (error) {
      if (!(error instanceof Rejected && error.code.startsWith("xml/"))) throw error;
      unreadable.push(target);
    }
  }
  return { markup, unreadable };
}

async function chartOf(archive: Archive, name: string, charts: readonly Chart[]): Promise<string> {
  // Text boxes that somebody drew over it lie in a part of their own.
  const drawn = [...(await readRelationships(archive, name)).values()].find(
    ({ type, external }) => type === "chartUserShapes" && !external,
  );
  const remarks = drawnParagraphs(drawn && (await readPart(archive, drawn.target))?.root);
  return charts.map((chart, at) => chartMarkup(at === charts.length - 1 ? { ...chart, remarks } : chart)).join("");
}

async function diagramOf(archive: Archive, relationships: Relationships, model: XmlElement): Promise<string> {
  const list = smartArtMarkup(model);
  if (list !== "") return list;
  const extension = [...descendantsOf(model, "dataModelExt")][0];
  const drawn = relationships.get(attributeOf(extension, "relId") ?? "");
  const drawing = drawn === undefined || drawn.external ? undefined : (await readPart(archive, drawn.target))?.root;
  return drawing === undefined ? "" : drawnDiagramMarkup(drawing);
}
