import type { DefaultTreeAdapterTypes } from "parse5";
import { containerFor, enterLinearTable, tableElements } from "./clean-containers.ts";
import { enterInline, enterLink, enterRuby, onOwnLine } from "./clean-inlines.ts";
import { cleanMath } from "./clean-math.ts";
import type { CleanOptions, Context, Visit, Within } from "./cleaning.ts";
import { type BlockComposer, composeBlocks } from "./compose-blocks.ts";
import { droppedElements, groupingElements, inlineElements, leafElements, noticedElements } from "./element-rules.ts";
import { isHidden } from "./hidden.ts";
import { type Inherited, inherit, inheritBlock, startInherited } from "./inherited.ts";
import { showDrawing, showPicture } from "./show-picture.ts";
import { type Attributes, attributesOf, directionOf, idsOf, localName } from "./source-attributes.ts";
import { childrenOf, textContent } from "./source-nodes.ts";
import { sourceStyle } from "./source-style.ts";
import type { PageStyles } from "./styles/page-styles.ts";
import { type PageSurvey, surveyPage } from "./styles/survey-page.ts";

type ChildNode = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/**
 * Turns what parse5 made of a chapter into clean blocks, one after the other, as `onBlock` gets them. It does not recurse
 * over the source: however deep that is, it comes to an end in one pass.
 */
export function cleanChapter(options: CleanOptions): void {
  const { body, styles } = options.chapter;
  const { baseEm, hidesMost, ...spacing } = styles === undefined ? unstyled : surveyPage(body, styles);
  const start = { ...startInherited, indentEm: baseEm };
  const composer = composeBlocks(start, options.onBlock);
  const context: Context = { ...options, composer, hidesMost, spacing, tables: [], cellsInRow: 0, inlineDepth: 0 };
  const visits: Visit[] = [{ nodes: body, next: 0, inherited: inheritedFromPage(body, styles), leave: [] }];
  for (;;) {
    const visit = visits.at(-1);
    if (visit === undefined) break;
    const node = visit.nodes[visit.next];
    visit.next += 1;
    if (node === undefined) {
      for (const leave of visit.leave.toReversed()) leave();
      visits.pop();
    } else if (node.nodeName === "#text")
      composer.text((node as DefaultTreeAdapterTypes.TextNode).value, visit.inherited);
    else if ("tagName" in node) {
      const below = enter(node, visit.inherited, context);
      if (below !== undefined) visits.push(below);
    }
  }
  composer.end();
}

const unstyled: PageSurvey = { baseEm: 0, topEm: 0, bottomEm: 0, hidesMost: false };

/** What `html` and `body` hand down, which are no part of a chapter. */
function inheritedFromPage(body: readonly ChildNode[], styles: PageStyles | undefined): Inherited {
  let inherited = startInherited;
  if (styles === undefined) return inherited;
  const outer: Element[] = [];
  const parent = body.find((node) => node.parentNode?.nodeName === "body")?.parentNode;
  for (let up = parent; up && "tagName" in up; up = up.parentNode) outer.unshift(up);
  for (const element of outer)
    inherited = inheritBlock(inherited, sourceStyle(attributesOf(element), styles.of(element)), "html");
  return inherited;
}

/** Opens what an element becomes. Answers what to visit within it, or nothing where it has been dealt with. */
function enter(element: Element, inherited: Inherited, context: Context): Visit | undefined {
  const { composer, note } = context;
  const attributes = attributesOf(element);
  const name = localName(element.tagName);
  if (droppedElements.has(name)) {
    const noticed = noticedElements.get(name);
    if (noticed !== undefined) note("K25", noticed);
    return undefined;
  }
  const style = sourceStyle(attributes, context.chapter.styles?.of(element));
  if (isHidden(style, attributes, context)) {
    // Google Docs hides the rule that begins a page.
    if (style.breakBefore || style.breakAfter) composer.breakPage();
    else note("K30");
    return undefined;
  }
  const nodes = childrenOf(element);
  const ids = idsOf(attributes, name);
  switch (name) {
    case "br":
      if (style.breakBefore || style.breakAfter) {
        composer.breakPage();
        composer.boundary();
      } else composer.lineBreak(inherited);
      return undefined;
    case "wbr":
      return undefined;
    case "hr":
      composer.boundary();
      composer.anchor(ids);
      composer.rule(inherited);
      if (style.breakBefore || style.breakAfter) composer.breakPage();
      return undefined;
    case "img":
    case "image":
      composer.anchor(ids);
      showPicture(attributes, inherited, context);
      return undefined;
    case "input":
      return checkbox(attributes, inherited, composer);
    case "svg":
      return showDrawing(element, ids, inherited, context);
    case "math":
      return formula(element, ids, inherited, context);
    case "a":
      return enterLink(attributes, ids, { nodes, inherited, style }, context);
    case "noscript":
      // Parsed as by a browser with scripts its content is one text of markup.
      if (nodes.every(({ nodeName }) => nodeName === "#text") && textContent(element).includes("<")) return undefined;
      break;
    case "ruby":
    case "rt":
      return enterRuby(name, attributes, ids, { nodes, inherited, style }, context);
    case "bdo":
      if (directionOf(attributes) === "") return { nodes, next: 0, inherited, leave: [] };
      break;
    default:
  }
  const inlineName = inlineElements.get(name);
  if (inlineName !== undefined) {
    const visit = (at: Inherited) => enterInline(inlineName, attributes, ids, { nodes, inherited: at, style }, context);
    return style.ownLine === true ? onOwnLine(visit, inherited, style, composer) : visit(inherited);
  }
  // Inline elements carry their language with them into every block that they span; blocks hand theirs down.
  const within = { nodes, inherited: inheritBlock(inherit(inherited, attributes), style, name), style };
  return (
    enterBlock(element, name, attributes, ids, within, context) ??
    // Names that nobody knows are inline to a browser too.
    enterInline("span", attributes, ids, { nodes, inherited, style }, context)
  );
}

function enterBlock(
  element: Element,
  name: string,
  attributes: Attributes,
  ids: readonly string[],
  within: Within,
  context: Context,
): Visit | undefined {
  const { composer } = context;
  const { style, inherited, nodes } = within;
  const leave: (() => void)[] = style.breakAfter ? [() => composer.breakPage()] : [];
  const isBlock = groupingElements.has(name) || name === "li" || name === "dt" || name === "dd";
  if (style.breakBefore) composer.breakPage();
  if (spaced.has(name)) {
    if (isApart(style.topEm, context.spacing.topEm)) composer.leaveGap();
    if (isApart(style.bottomEm, context.spacing.bottomEm)) leave.push(() => composer.leaveGap());
  }

  const noteIds = composer.isInside("aside") ? undefined : context.presumedNotes?.get(element);
  if (noteIds !== undefined && name !== "li") leave.push(openPresumedNote(noteIds, inherited, composer));

  const leaf = leafElements.get(name);
  if (leaf !== undefined) {
    composer.boundary();
    composer.anchor(ids);
    const close = composer.openLeaf(leaf.name, leaf.strict, inherited);
    return { nodes, next: 0, inherited, leave: [...leave, close] };
  }
  const container = containerFor(element, name, attributes, style, context);
  if (container !== undefined) {
    composer.boundary();
    if (!container.note && noteIds === undefined) composer.anchor(ids);
    const close = composer.openContainer(container.name, container.attributes, inherited, container.finish);
    leave.push(close, ...(container.leave ? [container.leave] : []));
    if (container.note) composer.anchor(ids);
    const note = container.note ? composer.openContainer("aside", { "epub:type": "footnote" }, inherited) : undefined;
    if (note !== undefined) leave.push(note);
    else if (noteIds !== undefined) leave.push(openPresumedNote(noteIds, inherited, composer));
    return { nodes, next: 0, inherited, leave };
  }
  if (name === "object" && attributes["data"] !== undefined) context.note("K25", "embedded object");
  if (tableElements.has(name) || name === "table") return enterLinearTable(name, ids, within, leave, context);
  if (isBlock || style.breakBefore || style.breakAfter) {
    composer.boundary();
    composer.anchor(ids);
    return { nodes, next: 0, inherited, leave: [...leave, () => composer.boundary()] };
  }
  return undefined;
}

/** What carries text that may stand apart from what is above it: everything else has space of its own. */
const spaced = new Set(["p", "div", "section", "article"]);
/** In em: by how much more than usual a block must stand apart for it to mean something, such as another scene. */
const gapEm = 0.75;

function isApart(em: number | undefined, usualEm: number): boolean {
  return em !== undefined && em - usualEm >= gapEm;
}

function openPresumedNote(ids: readonly string[], inherited: Inherited, composer: BlockComposer): () => void {
  composer.boundary();
  composer.anchor(ids);
  return composer.openContainer("aside", { "epub:type": "footnote" }, inherited, (note) => {
    note.presumed = true;
    return [note];
  });
}

function checkbox(attributes: Attributes, inherited: Inherited, composer: BlockComposer): undefined {
  const type = attributes["type"]?.toLowerCase();
  if (type !== "checkbox" && type !== "radio") return undefined;
  composer.text(attributes["checked"] === undefined ? "☐ " : "☑ ", inherited);
  return undefined;
}

function formula(element: Element, ids: readonly string[], inherited: Inherited, context: Context): undefined {
  const math = cleanMath(element);
  context.composer.anchor(ids);
  if (typeof math === "string") context.composer.text(math, inherited);
  else if (math !== undefined) {
    // One that stands by itself does so beside text, too.
    const isBlock = math.attributes["display"] === "block";
    if (isBlock) context.composer.boundary();
    context.composer.atom(math, inherited);
    if (isBlock) context.composer.boundary();
  }
  return undefined;
}
