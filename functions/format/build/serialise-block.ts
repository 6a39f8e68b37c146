import { type CleanElement, type CleanNode, textOf } from "../../../shared/markup/clean-tree.ts";
import { attributeList, escapeText } from "../../../shared/markup/xml.ts";
import type { BuiltPicture } from "./built-picture.ts";
import { tagsLength } from "./markup-length.ts";
import type { Anchor, LinkSlot, NoteScope, Part, Piece, Slot } from "./part.ts";

export interface SerialiseContext {
  readonly part: Part;
  /** Makes the place that these ids of the source stand for: one without any only where it is `needed`. */
  readonly anchorFor: (ids: readonly string[], needed: boolean, element: CleanElement) => Anchor | undefined;
  /** A picture, which is in the book from then on. */
  readonly shownPicture: (resourceId: string) => BuiltPicture | undefined;
}

/** Elements that XHTML writes as one tag. Any other empty one is written as two, or HTML readers misread the rest. */
const voidElements = new Set(["br", "hr", "img"]);

/** Writes a block into its part: text at once, and a slot wherever the rest of the book decides. */
export function serialiseBlock(block: CleanElement, context: SerialiseContext): void {
  const { part } = context;
  let text = "";
  const slot = (piece: Slot) => {
    if (text !== "") part.pieces.push(text);
    part.length += text.length;
    text = "";
    part.pieces.push(piece);
  };

  const write = (node: CleanNode, inNote: NoteScope | undefined, isFirst = false): void => {
    if (typeof node === "string") {
      text += escapeText(node);
      return;
    }
    // A link into the book may call a note, which then leads back to it.
    const anchor = context.anchorFor(node.ids, node.reference?.kind === "chapter", node);
    if (node.name === "a" && node.reference !== undefined) {
      writeLink(node, anchor, inNote);
      return;
    }
    if (node.name === "span" && node.children.length === 0) {
      if (anchor !== undefined) slot({ kind: "mark", anchor });
      return;
    }
    if (node.name === "math") part.hasMath = true;
    const isNote = node.attributes["epub:type"] === "footnote";
    const scope: NoteScope | undefined = isNote
      ? { part, anchor, presumed: node.presumed === true, handsDownId: false, calls: [], leadsBack: false }
      : inNote;
    if (node.presumed === true && scope !== undefined) {
      slot({ kind: "presumed", note: scope, ends: false });
      for (const [index, child] of node.children.entries()) write(child, scope, index === 0);
      slot({ kind: "presumed", note: scope, ends: true });
      return;
    }
    text += `<${node.name}`;
    if (node.name === "img" && node.reference?.kind === "resource") {
      const picture = context.shownPicture(node.reference.id);
      if (picture !== undefined) {
        part.pictures.add(picture);
        slot({ kind: "picture", picture });
      }
    }
    text += attributeList(isLines(node) ? withClass(node.attributes, "k-lines") : node.attributes);
    if (anchor !== undefined) slot({ kind: "id", anchor });
    else if (isFirst && inNote?.presumed === true) {
      inNote.handsDownId = true;
      slot({ kind: "fallen", note: inNote });
    }
    if (voidElements.has(node.name)) {
      text += "/>";
      return;
    }
    text += ">";
    for (const child of node.children) write(child, scope);
    if (isNote && scope !== undefined) slot({ kind: "back", note: scope });
    text += `</${node.name}>`;
  };

  const writeLink = (node: CleanElement, anchor: Anchor | undefined, inNote: NoteScope | undefined) => {
    if (node.reference === undefined) return;
    const link: LinkSlot = {
      kind: "open",
      part,
      attributes: attributeList(node.attributes),
      reference: node.reference,
      anchor,
      inNote,
    };
    slot(link);
    part.length += tagsLength(node);
    for (const child of node.children) write(child, inNote);
    slot({ kind: "close", link });
  };

  write(block, undefined);
  text += "\n";
  part.length += text.length;
  part.pieces.push(text);
}

/** Joins neighbouring texts, so that a part is few strings however many blocks it has. */
export function joinPieces(pieces: Piece[]): void {
  let to = 0;
  let texts: string[] = [];
  const flush = () => {
    if (texts.length > 0) pieces[to++] = texts.join("");
    texts = [];
  };
  for (const piece of pieces.slice()) {
    if (typeof piece === "string") texts.push(piece);
    else {
      flush();
      pieces[to++] = piece;
    }
  }
  flush();
  pieces.length = to;
}

/** Lines of verse are short, and there are several of them: an address of two lines is none. */
const linesMin = 3;
const lineLengthMax = 80;

/** Whether a paragraph is lines that somebody broke on purpose: they get space around them and no indent. */
function isLines(node: CleanElement): boolean {
  if (node.name !== "p" && node.name !== "div") return false;
  const lengths = [0];
  for (const child of node.children) {
    if (typeof child !== "string" && child.name === "br") lengths.push(0);
    else lengths.push((lengths.pop() ?? 0) + textOf(child).length);
  }
  return lengths.length >= linesMin && Math.max(...lengths) <= lineLengthMax;
}

function withClass(attributes: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return { ...attributes, class: [attributes["class"], name].filter(Boolean).join(" ") };
}
