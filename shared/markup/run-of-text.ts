import { type CleanElement, type CleanNode, cleanElement } from "./clean-tree.ts";
import { atoms } from "./content-model.ts";

/** Adds to an element; text to text. */
export function append(parent: CleanElement, node: CleanNode): void {
  const before = parent.children.at(-1);
  if (typeof node === "string" && typeof before === "string")
    parent.children[parent.children.length - 1] = before + node;
  else parent.children.push(node);
}

export function trimLastSpace(element: CleanElement): void {
  const end = element.children.at(-1);
  if (typeof end !== "string") return;
  const trimmed = withoutLastSpaces(end);
  if (trimmed === "") element.children.pop();
  else element.children[element.children.length - 1] = trimmed;
}

/** From its end: an expression would look at every space of a long paragraph first. */
function withoutLastSpaces(text: string): string {
  let end = text.length;
  while (end > 0 && text.charAt(end - 1) === " ") end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

/** Empty lines at the end of a `pre` are nothing that anybody wrote. */
export function trimLastLines(pre: CleanElement): void {
  for (;;) {
    const end = pre.children.at(-1);
    if (end === undefined) return;
    if (typeof end === "string") {
      const trimmed = end.trimEnd();
      if (trimmed !== "") {
        pre.children[pre.children.length - 1] = trimmed;
        return;
      }
    } else {
      if (atoms.has(end.name)) return;
      trimLastLines(end);
      if (end.children.length > 0 || end.ids.length > 0) return;
    }
    pre.children.pop();
  }
}

/** Takes spaces and line ends off the end of a block's text. */
export function trimTail(element: CleanElement): void {
  for (;;) {
    const end = element.children.at(-1);
    if (end === undefined) return;
    if (typeof end === "string") {
      const trimmed = withoutLastSpaces(end);
      if (trimmed !== "") {
        element.children[element.children.length - 1] = trimmed;
        return;
      }
      element.children.pop();
    } else if (end.name === "br" && end.ids.length === 0) element.children.pop();
    else {
      if (atoms.has(end.name)) return;
      trimTail(end);
      if (end.children.length > 0) return;
      element.children.pop();
      if (end.ids.length === 0) continue;
      element.children.push({ ...cleanElement("span"), ids: end.ids });
      return;
    }
  }
}

/** Cuts a long text at spaces (or anywhere, where there are none). */
export function* pieces(text: string, lengthMax: number): Iterable<string> {
  let from = 0;
  while (text.length - from > lengthMax) {
    const space = text.lastIndexOf(" ", from + lengthMax);
    const line = text.lastIndexOf("\n", from + lengthMax);
    let to = (line > from + lengthMax / 2 ? line : Math.max(space, line)) + 1;
    if (to <= from + lengthMax / 2) to = from + lengthMax;
    // Never between the halves of a surrogate pair.
    if (/[\ud800-\udbff]/.test(text.charAt(to - 1))) to += 1;
    yield text.slice(from, to);
    from = to;
  }
  if (from < text.length) yield text.slice(from);
}
