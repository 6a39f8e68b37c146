import type { Warning } from "../../../events/values.ts";
import type { ContentsEntry, Place } from "./book-contents.ts";
import type { BuiltPicture } from "./built-picture.ts";
import type { Anchor, Part } from "./part.ts";

/** A book as the writer writes it: every rule that does not concern the container has been kept. */
export interface BuiltBook {
  readonly metadata: BuiltMetadata;
  /** `pages`: each part is one picture on a page of its size. */
  readonly layout: "text" | "pages";
  readonly parts: readonly Part[];
  readonly pictures: readonly BuiltPicture[];
  /** One of the pictures. */
  readonly cover: BuiltPicture;
  readonly contents: readonly ContentsEntry[];
  readonly hrefOf: (place: Place) => string;
  readonly nameOf: (anchor: Anchor) => string;
  readonly warnings: readonly Warning[];
}

export interface BuiltMetadata {
  /** A URN, the same for the same source. */
  readonly identifier: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly language: string;
  /** In which its pages follow each other: not in which its lines run. */
  readonly direction: "ltr" | "rtl" | undefined;
  /** ISO 8601 in UTC, to the second. */
  readonly modifiedAt: string;
  readonly publisher: string;
  readonly description: string;
  readonly published: string;
  readonly subjects: readonly string[];
  readonly series: { readonly name: string; readonly position?: number } | undefined;
}
