import { escapeText } from "entities/escape";
import { attributeOf, childOf, childrenOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import { nestedLists } from "../nested-lists.ts";
import { drawnParagraphs } from "./drawing-text.ts";

/** Deeper levels of a diagram are shown as the deepest: no page has room for more. */
const levelsMax = 8;

/** Points that say how the diagram is drawn, and the root, which is the diagram itself. */
const silent = new Set(["pres", "doc"]);

/**
 * The words of a diagram (SmartArt, `dgm:dataModel`) as a list, as it is written down beside it in Word: whatever is drawn
 * below or within something is an item of its item. Empty where there are none.
 */
export function smartArtMarkup(model: XmlElement): string {
  const points = childrenOf(childOf(model, "ptLst"), "pt");
  const texts = new Map<string, string>();
  let root = "";
  for (const point of points) {
    const id = attributeOf(point, "modelId") ?? "";
    const type = attributeOf(point, "type") ?? "node";
    if (type === "doc") root = id;
    if (!silent.has(type)) texts.set(id, drawnParagraphs(childOf(point, "t")).map(escapeText).join("<br>"));
  }
  const children = childrenByParent(childrenOf(childOf(model, "cxnLst"), "cxn"));
  const lines: { level: number; text: string }[] = [];
  const seen = new Set([root]);
  const waiting = [...(children.get(root) ?? [])].map((id) => ({ id, level: 0 })).toReversed();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next.id)) continue;
    seen.add(next.id);
    const { level } = next;
    const text = texts.get(next.id) ?? "";
    if (text !== "") lines.push({ level, text });
    const inner = text === "" ? level : Math.min(level + 1, levelsMax - 1);
    for (const id of (children.get(next.id) ?? []).toReversed()) waiting.push({ id, level: inner });
  }
  // Words on arrows, and points that nothing leads to.
  for (const [id, text] of texts) if (!seen.has(id) && text !== "") lines.push({ level: 0, text });
  return listOf(lines);
}

/** The words of a diagram as it was drawn last (`dsp:drawing`), for one whose own data have none. */
export function drawnDiagramMarkup(drawing: XmlElement): string {
  return listOf(drawnParagraphs(drawing).map((text) => ({ level: 0, text: escapeText(text) })));
}

/** Ids of the points below each, in their order. */
function childrenByParent(connections: readonly XmlElement[]): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, { readonly id: string; readonly order: number }[]>();
  for (const connection of connections) {
    if ((attributeOf(connection, "type") ?? "parOf") !== "parOf") continue;
    const parent = attributeOf(connection, "srcId") ?? "";
    const child = {
      id: attributeOf(connection, "destId") ?? "",
      order: Number(attributeOf(connection, "srcOrd") ?? 0) || 0,
    };
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [child]);
    else siblings.push(child);
  }
  return new Map(
    [...children].map(([parent, siblings]) => [
      parent,
      siblings.toSorted((one, other) => one.order - other.order).map(({ id }) => id),
    ]),
  );
}

function listOf(lines: readonly { readonly level: number; readonly text: string }[]): string {
  const html: string[] = [];
  const lists = nestedLists(html);
  for (const { level, text } of lines) lists.item(level, "ul", text);
  lists.closeAll();
  return html.join("");
}
