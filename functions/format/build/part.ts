import type { SourceReference } from "../../../shared/markup/source-reference.ts";
import type { BuiltPicture } from "./built-picture.ts";

/** One XHTML file of the book: written early, with slots where something depends on the rest of the book. */
export interface Part {
  readonly fileName: string;
  readonly pieces: Piece[];
  /** Characters so far. */
  length: number;
  readonly language: string;
  readonly direction: "ltr" | "rtl" | undefined;
  /** Its lines run from top to bottom. */
  readonly vertical: boolean;
  readonly headings: Heading[];
  hasMath: boolean;
  readonly pictures: Set<BuiltPicture>;
  /** Blocks so far that are no headings. */
  bodyBlocks: number;
  /** Parts that follow each other and belong together. */
  readonly chapterId: string;
  readonly chapterTitle: string;
  /** What stays in one volume where that can be. */
  readonly group: string;
}

export type Piece = string | Slot;

export type Slot =
  /** ` id="…"` where something leads to it. */
  | { readonly kind: "id"; readonly anchor: Anchor }
  /** `<span id="…"></span>` where something leads to it. */
  | { readonly kind: "mark"; readonly anchor: Anchor }
  | LinkSlot
  /** ` src="…"`: what it is called is known when all pictures are. */
  | { readonly kind: "picture"; readonly picture: BuiltPicture }
  | { readonly kind: "close"; readonly link: LinkSlot }
  /** Where a note begins or ends that is only one if what it leads back to calls it. */
  | { readonly kind: "presumed"; readonly note: NoteScope; readonly ends: boolean }
  /** ` id="…"` of a note that is none, on what comes first in it. */
  | { readonly kind: "fallen"; readonly note: NoteScope }
  /** The way back from a note to where it is called, where the note has none of its own. */
  | { readonly kind: "back"; readonly note: NoteScope };

export interface LinkSlot {
  readonly kind: "open";
  readonly part: Part;
  readonly attributes: string;
  readonly reference: SourceReference;
  readonly anchor: Anchor | undefined;
  /** The note that the link lies in. */
  readonly inNote: NoteScope | undefined;
  /** Settled by the link pass; `undefined` for a link that leads nowhere. */
  href?: string;
  /** Settled by the link pass: the part that it leads to, where that is in the book. */
  target?: Part;
  /** Settled by the link pass: the note that it calls. */
  called?: NoteScope;
}

export interface NoteScope {
  readonly part: Part;
  readonly anchor: Anchor | undefined;
  /** It looks like a note, and is one where it is called by what it leads back to. */
  readonly presumed: boolean;
  /** What comes first in it takes its name where it is no note. */
  handsDownId: boolean;
  /** Settled by the link pass: the calls that lead here, and whether a link in it leads back. */
  readonly calls: LinkSlot[];
  leadsBack: boolean;
}

export function isNote({ presumed, calls, leadsBack }: NoteScope): boolean {
  return !presumed || (calls.length > 0 && leadsBack);
}

/** A place in the book. */
export interface Anchor {
  readonly part: Part;
  /** Of all places in the book, in reading order. */
  readonly order: number;
  /** What the source calls it. */
  readonly wanted: string;
  /** What it is called in its file, once something leads to it. */
  id?: string;
}

export interface Heading {
  readonly level: number;
  readonly title: string;
  readonly anchor: Anchor;
}
