import type { SourceFormat } from "../../events/values.ts";

export interface InspectInput {
  /** Of a file on this machine. */
  readonly path: string;
  readonly fileName: string;
  readonly mediaType: string;
}

/** What a file that can be converted says about itself. */
export interface Inspection {
  readonly format: SourceFormat;
  /** What the file says, or its name where it says nothing. Never empty. */
  readonly title: string;
  readonly authors: readonly string[];
  /** BCP 47; `und` where the file does not say. */
  readonly language: string;
}
