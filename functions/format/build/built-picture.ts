import type { StoredPicture } from "../images/picture-store.ts";
import type { SourceResource } from "../source-book.ts";

/** What it is changes when it has to be made smaller: until it is written, nothing but the picture itself says so. */
export interface BuiltPicture {
  fileName: string;
  mediaType: "image/jpeg" | "image/png" | "image/gif";
  /** In pixels, as the book has it. */
  width: number;
  height: number;
  /** As the book has it. */
  stored: StoredPicture;
  /** As the source has it: what is made smaller is made of this. Absent for what we have drawn ourselves. */
  readonly original?: SourceResource;
}
