import { inlineElements, openRoles, type Role, unreadElements } from "./element-roles.ts";
import { measureOf } from "./measure-text.ts";
import { attributeOf, collapse, isElement, isText, type PageElement, type PageNode } from "./page-nodes.ts";

/** An element of a page that is no part of a line. Numbers count into `blocks` of the outline. */
export interface Region {
  /** Its place in `regions` of the outline. */
  readonly index: number;
  readonly element: PageElement;
  readonly parent: Region | undefined;
  readonly role: Role;
  readonly blocksFrom: number;
  blocksTo: number;
  /** Where in `regions` the first one comes that does not lie in it. */
  regionsTo: number;
  readonly depth: number;
  /** Whether it lies in a `pre`: its lines are code or verse. */
  readonly isSetAsWritten: boolean;
}

/** A run of text without a block element in it: a paragraph, a heading, an entry of a list, loose text. */
export interface Block {
  readonly region: Region;
  readonly texts: PageNode[];
  text: string;
  /** How much there is to read: letters and digits, an ideograph for three of them. */
  measure: number;
  linkMeasure: number;
  hasFormula: boolean;
}

export interface Outline {
  /** In document order: what lies in a region comes after it. */
  readonly regions: readonly Region[];
  readonly blocks: readonly Block[];
}

/** What of a page is its article. */
export interface FoundBody {
  readonly region: Region;
  /** What is read. */
  readonly kept: ReadonlySet<Block>;
  /** What lies around the text or leads away from it, with all pictures in it. */
  readonly refused: ReadonlySet<Region>;
}

const pictureNames = new Set(["img", "picture"]);

/** Reads a page into its regions and blocks, in one pass and without recursion. */
export function outlinePage(body: PageElement): Outline {
  const roleOf = openRoles();
  const regions: Region[] = [];
  const blocks: Block[] = [];
  const root: Region = {
    index: 0,
    element: body,
    parent: undefined,
    role: "none",
    blocksFrom: 0,
    blocksTo: 0,
    regionsTo: 0,
    depth: 0,
    isSetAsWritten: false,
  };
  regions.push(root);

  let block: Block | undefined;
  let parts: string[] = [];
  let linkParts: string[] = [];
  const finish = () => {
    if (block === undefined) return;
    block.text = collapse(parts.join(""));
    block.measure = measureOf(block.text);
    block.linkMeasure = linkParts.length === 0 ? 0 : Math.min(block.measure, measureOf(linkParts.join(" ")));
    if (block.measure > 0) blocks.push(block);
    block = undefined;
    parts = [];
    linkParts = [];
  };

  interface Level {
    readonly nodes: readonly PageNode[];
    next: number;
    readonly region: Region;
    readonly inLink: boolean;
    readonly inFormula: boolean;
    readonly closes: boolean;
  }
  const open: Level[] = [
    { nodes: body.childNodes, next: 0, region: root, inLink: false, inFormula: false, closes: true },
  ];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = level.nodes[level.next];
    level.next += 1;
    if (node === undefined) {
      open.pop();
      if (level.closes) {
        finish();
        level.region.blocksTo = blocks.length;
        level.region.regionsTo = regions.length;
      }
    } else if (isText(node)) {
      block ??= { region: level.region, texts: [], text: "", measure: 0, linkMeasure: 0, hasFormula: false };
      block.texts.push(node);
      if (level.inFormula) block.hasFormula = true;
      parts.push(node.value);
      if (level.inLink) linkParts.push(node.value);
    } else if (isElement(node)) {
      const { tagName } = node;
      if (tagName === "br" || tagName === "hr") {
        parts.push(" ");
        continue;
      }
      if (unreadElements.has(tagName) || isHidden(node)) continue;
      if (pictureNames.has(tagName)) continue;
      // Within code, names are those of its grammar: a comment there is not what readers wrote.
      const role = level.region.isSetAsWritten ? "none" : roleOf(node);
      if (inlineElements.has(tagName) && (tagName !== "span" || role === "none" || role === "text")) {
        const inLink = level.inLink || (tagName === "a" && leadsElsewhere(node));
        const inFormula = level.inFormula || tagName === "math";
        open.push({ nodes: node.childNodes, next: 0, region: level.region, inLink, inFormula, closes: false });
        continue;
      }
      finish();
      const region: Region = {
        index: regions.length,
        element: node,
        parent: level.region,
        role,
        blocksFrom: blocks.length,
        blocksTo: blocks.length,
        regionsTo: 0,
        depth: level.region.depth + 1,
        isSetAsWritten: tagName === "pre" || level.region.isSetAsWritten,
      };
      regions.push(region);
      open.push({ nodes: node.childNodes, next: 0, region, inLink: level.inLink, inFormula: false, closes: true });
    }
  }
  return { regions, blocks };
}

/** A link within the page is a note's mark, or the name of a heading. */
function leadsElsewhere(link: PageElement): boolean {
  const href = attributeOf(link, "href");
  return href !== undefined && (href === "#" || !href.startsWith("#"));
}

export function isHidden(element: PageElement): boolean {
  for (const { name, value } of element.attrs) {
    if (name === "hidden" && value !== "until-found") return true;
    if (name === "aria-hidden" && value === "true") return true;
    if (name === "style" && /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(value)) return true;
  }
  return attributeOf(element, "role") === "presentation" && element.tagName === "img";
}
