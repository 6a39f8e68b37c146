import type { SourceFormat } from "../../events/values.ts";

export interface InspectInput {
  /** Of a file on this machine. */
  readonly path: string;
  readonly fileName: string;
  readonly mediaType: string;
}

/** What came of looking into a file that is not refused. */
export type Inspection = InspectedBook | InspectedArchive;

/** What a file that can be converted says about itself. */
export interface InspectedBook {
  readonly format: SourceFormat;
  /** What the file says, or its name where it says nothing. Never empty. */
  readonly title: string;
  readonly authors: readonly string[];
  /** BCP 47; `und` where the file does not say. */
  readonly language: string;
}

/** An archive of books, each of which is a file of its own. */
export interface InspectedArchive {
  /** Names of its entries, at least one. */
  readonly books: readonly string[];
  /** How many files are none. */
  readonly others: number;
  /** It ends in the middle: the last of them may be incomplete, and what came behind is missing. */
  readonly isCut: boolean;
}
