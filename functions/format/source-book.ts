import type { DefaultTreeAdapterTypes } from "parse5";
import type { Warning } from "../../events/values.ts";
import type { SourceReference } from "../../shared/markup/source-reference.ts";
import type { PageStyles } from "../../shared/markup/styles/page-styles.ts";

/**
 * The one model that every format is read into and that the one writer makes an EPUB of. Readers say what is there;
 * cleaning, splitting, linking and every rule of the Kindle gate come after, and are the same for all.
 */
export interface SourceBook {
  readonly metadata: SourceMetadata;
  /** In reading order. One at a time is in memory: a reader parses a chapter when it is asked for it. */
  chapters(): AsyncIterable<SourceChapter>;
  /** About how many there are, for whoever waits for them. Absent: nobody knows before they have been read. */
  readonly chaptersCount?: number;
  /** The source's own table of contents, or `undefined` where it has none: then it is made from headings. */
  readonly contents: readonly SourceContentsEntry[] | undefined;
  /** Pictures and the like by their id, which is any string that is unique in the book. */
  readonly resources: ReadonlyMap<string, SourceResource>;
  /**
   * `pages`: a comic. Every chapter is one page and goes by the id of its picture, which keeps its form (K47). Absent: text
   * that flows.
   */
  readonly layout?: "pages";
  /** Id of the resource that is the cover picture. */
  readonly cover?: string;
  /** What the reader met that its reader should know. */
  readonly warnings: readonly Warning[];
}

export interface SourceMetadata {
  /** Empty where the source does not say. */
  readonly title: string;
  readonly authors: readonly string[];
  /** As the source declares it, unchecked; empty where it does not. */
  readonly language: string;
  readonly publisher?: string;
  readonly description?: string;
  /** As the source writes it, unchecked. */
  readonly published?: string;
  readonly subjects?: readonly string[];
  readonly series?: { readonly name: string; readonly position?: number };
  readonly direction?: "ltr" | "rtl";
}

export interface SourceChapter {
  /** Unique in the book; any string. What links and contents point at. */
  readonly id: string;
  /** What the source calls it, where it does so outside of the text. */
  readonly title?: string;
  /** Chapters of one group, which follow each other, stay in one volume where that can be. Absent: each for itself. */
  readonly group?: string;
  /** The children of the body, as parse5 made them: dirty, deep, anything. */
  readonly body: readonly DefaultTreeAdapterTypes.ChildNode[];
  readonly language?: string;
  readonly direction?: "ltr" | "rtl";
  /** What the source's stylesheets say of the elements of the body. */
  readonly styles?: PageStyles | undefined;
  /** What an `href` or `src` of this chapter means; `undefined` for what leads nowhere in the book nor on the web. */
  resolve(reference: string): SourceReference | undefined;
}

export interface SourceContentsEntry {
  readonly title: string;
  /** Absent for an entry that only groups others. */
  readonly target?: { readonly id: string; readonly fragment?: string };
  readonly children: readonly SourceContentsEntry[];
}

export interface SourceResource {
  readonly id: string;
  /** Its name in the source, for messages. */
  readonly name: string;
  /** As declared; the bytes decide. */
  readonly mediaType: string;
  readonly bytes: number;
  /** Reads it anew at every call, so that nothing large stays in memory. */
  read(): Promise<Uint8Array>;
}

/** A reader, as every format has one. `close` gives back the file. */
export interface OpenedBook {
  readonly book: SourceBook;
  close(): Promise<void>;
}
