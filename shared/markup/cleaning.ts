import type { DefaultTreeAdapterTypes } from "parse5";
import type { CleanElement } from "./clean-tree.ts";
import type { BlockComposer } from "./compose-blocks.ts";
import type { Inherited } from "./inherited.ts";
import type { PictureContext } from "./show-picture.ts";
import type { SourceReference } from "./source-reference.ts";
import type { SourceStyle } from "./styles/kept-style.ts";
import type { PageStyles } from "./styles/page-styles.ts";

type ChildNode = DefaultTreeAdapterTypes.ChildNode;

/** Children of a body as parse5 made them, and what their addresses mean; `undefined` for what leads nowhere. */
export interface DirtyChapter {
  readonly body: readonly ChildNode[];
  /** What the source's stylesheets say of its elements, where it has any. */
  readonly styles?: PageStyles | undefined;
  resolve(reference: string): SourceReference | undefined;
}

export interface CleanOptions extends Omit<PictureContext, "composer"> {
  readonly chapter: DirtyChapter;
  readonly onBlock: (block: CleanElement) => void;
  /** Blocks that look like notes, with ids that lie within and lead to them. */
  readonly presumedNotes?: ReadonlyMap<DefaultTreeAdapterTypes.Element, readonly string[]>;
}

/** The children of one element, as far as they have been visited. */
export interface Visit {
  readonly nodes: readonly ChildNode[];
  next: number;
  readonly inherited: Inherited;
  /** In reverse: the last one runs first. */
  readonly leave: readonly (() => void)[];
}

/** All that cleaning one chapter has to know. */
export interface Context extends CleanOptions {
  readonly composer: BlockComposer;
  /** The stylesheets hide most of the chapter: what they hide is shown. */
  readonly hidesMost: boolean;
  /** The space that most of the text has above and below it, in em. */
  readonly spacing: { readonly topEm: number; readonly bottomEm: number };
  /** How the tables that are open are read, outermost first. */
  readonly tables: ("data" | "layout" | "wide")[];
  /** Cells so far in the row of a wide table that is open. */
  cellsInRow: number;
  inlineDepth: number;
}

/** What lies in an element, and how it looks. */
export interface Within {
  readonly nodes: readonly ChildNode[];
  readonly inherited: Inherited;
  readonly style: SourceStyle;
}
