import { plainLine } from "./clean-text.ts";
import { type CleanElement, type CleanNode, cleanElement, isVisible, textOf } from "./clean-tree.ts";

/** A description longer than this is a caption, which stands below the picture anyway. */
const altLengthMax = 300;

/** Repairs that need to see a whole element: run when it is closed, each answers what stands in its place. */

/** A definition list is terms followed by definitions. One that is not was meant as an indent. */
export function finishDefinitions(list: CleanElement): readonly CleanNode[] {
  const names = list.children.map((child) => (typeof child === "string" ? "" : child.name));
  if (names[0] === "dt" && names.at(-1) === "dd") return [list];
  return list.children.map((child, index) => {
    if (typeof child === "string") return child;
    child.name = child.name === "dt" ? "p" : "blockquote";
    if (child.name === "blockquote") child.children = wrapLoose(child.children);
    if (index === 0) child.ids.push(...list.ids);
    return child;
  });
}

/** A figure that is nothing but a caption is no figure; else its caption is its first or last child. */
export function finishFigure(figure: CleanElement): readonly CleanNode[] {
  const content = figure.children.filter((child) => !isCaption(child));
  const [caption, ...others] = figure.children.filter(isCaption);
  if (!content.some(isVisible)) {
    const blocks = figure.children.filter((child) => typeof child !== "string");
    for (const block of blocks) if (block.name === "figcaption") block.name = "p";
    blocks[0]?.ids.push(...figure.ids);
    return blocks;
  }
  for (const other of others) other.name = "p";
  const first = caption !== undefined && figure.children.findIndex((child) => child === caption) === 0;
  figure.children = [...(first ? [caption] : []), ...content, ...others, ...(caption && !first ? [caption] : [])];
  if (caption !== undefined) nameAfterCaption(figure, plainLine(textOf(caption), altLengthMax));
  return [figure];
}

function isCaption(node: CleanNode): node is CleanElement {
  return typeof node !== "string" && node.name === "figcaption";
}

function isReading(node: CleanNode | undefined): boolean {
  return typeof node === "object" && node.name === "rt";
}

/** K46: a picture without a description of its own is described by its caption. */
function nameAfterCaption(element: CleanElement, caption: string): void {
  for (const child of element.children) {
    if (typeof child === "string") continue;
    if (child.name === "img" && child.attributes["alt"] === "" && caption !== "") child.attributes["alt"] = caption;
    else nameAfterCaption(child, caption);
  }
}

/** `ruby` is pairs of a base and its reading; a base without one follows the ruby, and one without any is plain text. */
export function finishRuby(ruby: CleanElement): readonly CleanNode[] {
  const end = ruby.children.findLastIndex(isReading);
  if (end < 0) return withIds(ruby.children, ruby.ids);
  const rest = ruby.children.slice(end + 1);
  const paired: CleanNode[] = [];
  for (const child of ruby.children.slice(0, end + 1)) {
    const before = paired.at(-1);
    // Two readings in a row belong to one base.
    if (isReading(child) && isReading(before))
      (before as CleanElement).children.push(" ", ...(child as CleanElement).children);
    else if (!(isReading(child) && paired.length === 0)) paired.push(child);
    else rest.unshift(...(child as CleanElement).children);
  }
  if (!paired.some(isReading)) return withIds([...paired, ...rest], ruby.ids);
  ruby.children = paired;
  return [ruby, ...rest];
}

function withIds(nodes: readonly CleanNode[], ids: readonly string[]): readonly CleanNode[] {
  if (ids.length === 0) return nodes;
  const mark = cleanElement("span");
  mark.ids.push(...ids);
  return [mark, ...nodes];
}

/** Text that lies among blocks is put into paragraphs. */
export function wrapLoose(children: readonly CleanNode[]): CleanNode[] {
  const wrapped: CleanNode[] = [];
  let loose: CleanElement | undefined;
  for (const child of children) {
    if (typeof child !== "string" && blocks.has(child.name)) {
      loose = undefined;
      wrapped.push(child);
    } else {
      if (loose === undefined) wrapped.push((loose = cleanElement("p")));
      loose.children.push(child);
    }
  }
  return wrapped.filter(
    (child) => typeof child === "string" || child.name !== "p" || isVisible(child) || child.ids.length > 0,
  );
}

const blocks = new Set("p div h1 h2 h3 h4 h5 h6 pre ul ol dl blockquote figure table hr aside".split(" "));

/** Rows in one table and columns in one row that a Kindle shows (K33). */
export const tableRowsMax = 99;
export const tableColumnsMax = 9;

/** Puts the parts of a table in order, keeps spans within it, and divides it where it has too many rows. */
export function finishTable(table: CleanElement): readonly CleanNode[] {
  const parts = table.children.filter((child) => typeof child !== "string");
  const [caption, ...captions] = parts.filter(({ name }) => name === "caption");
  const [head, ...heads] = parts.filter(({ name }) => name === "thead").filter(hasRows);
  // HTML 4 had the foot before the body.
  const bodies = ["tbody", "tfoot"].flatMap((group) => parts.filter(({ name }) => name === group)).filter(hasRows);
  for (const body of [...bodies, ...heads]) body.name = "tbody";
  const rows = [...heads, ...bodies].reduce((count, body) => count + body.children.length, head?.children.length ?? 0);
  const before = captions.map((other) => ({ ...other, name: "p" }));
  if (rows === 0) return [...before, ...(caption ? [{ ...caption, name: "p" }] : [])];
  if (widestRow([...(head ? [head] : []), ...heads, ...bodies]) <= 1) {
    const cells = [...(head ? [head] : []), ...heads, ...bodies].flatMap(cellsOf);
    const blocks = cells.flatMap((cell) => handOver(cell, wrapLoose(cell.children)));
    return [...before, ...(caption ? [{ ...caption, name: "p" }] : []), ...handOver(table, blocks)];
  }
  const all = heads.length === 0 && bodies.length === 0 && head ? [{ ...head, name: "tbody" }] : [...heads, ...bodies];
  const headShown = all[0] === undefined || all[0].children === head?.children ? undefined : head;
  const tables: CleanElement[] = [];
  let current = startTable(table.attributes, headShown);
  let room = tableRowsMax - (headShown?.children.length ?? 0);
  for (const body of all) {
    for (let from = 0; from < body.children.length; ) {
      if (room <= 0) {
        tables.push(current);
        current = startTable(table.attributes, headShown && copyOf(headShown));
        room = Math.max(1, tableRowsMax - (headShown?.children.length ?? 0));
      }
      const some = body.children.slice(from, from + room);
      current.children.push({ ...cleanElement("tbody", body.attributes, some), ids: from === 0 ? body.ids : [] });
      from += some.length;
      room -= some.length;
    }
  }
  tables.push(current);
  if (caption) tables[0]?.children.unshift(caption);
  tables[0]?.ids.push(...table.ids);
  for (const one of tables) keepSpansWithin(one);
  return [...before, ...tables];
}

function cellsOf(group: CleanElement): readonly CleanElement[] {
  return group.children.flatMap((row) =>
    typeof row === "string" ? [] : row.children.filter((cell) => typeof cell !== "string"),
  );
}

function widestRow(groups: readonly CleanElement[]): number {
  const rows = groups.flatMap(({ children }) => children.filter((row) => typeof row !== "string"));
  return rows.reduce((widest, { children }) => Math.max(widest, children.length), 0);
}

/** Blocks that stand in an element's place, the first of them with its ids. */
function handOver(element: CleanElement, blocks: readonly CleanNode[]): readonly CleanNode[] {
  const [first] = blocks;
  if (typeof first === "object") first.ids.push(...element.ids);
  return blocks;
}

function hasRows(group: CleanElement): boolean {
  group.children = group.children.filter((row) => typeof row !== "string" && row.children.length > 0);
  return group.children.length > 0;
}

function startTable(attributes: Record<string, string>, head: CleanElement | undefined): CleanElement {
  return cleanElement("table", { ...attributes }, head ? [head] : []);
}

/** A heading row that is repeated is not what links point at. */
function copyOf(element: CleanElement): CleanElement {
  const children = element.children.map((child) => (typeof child === "string" ? child : copyOf(child)));
  return { ...element, ids: [], attributes: { ...element.attributes }, children };
}

function keepSpansWithin(table: CleanElement): void {
  for (const group of table.children) {
    if (typeof group === "string" || group.name === "caption") continue;
    group.children.forEach((row, index) => {
      if (typeof row === "string") return;
      for (const cell of row.children) {
        if (typeof cell === "string") continue;
        clampSpan(cell, "rowspan", group.children.length - index);
        clampSpan(cell, "colspan", tableColumnsMax);
      }
    });
  }
}

function clampSpan(cell: CleanElement, name: "rowspan" | "colspan", max: number): void {
  const span = Math.min(Number(cell.attributes[name] ?? 1), max);
  if (span > 1) cell.attributes[name] = String(span);
  else delete cell.attributes[name];
}
