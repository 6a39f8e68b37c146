/** A file on its way in: `content` comes as the caller sends it and is never held whole. */
export interface Upload {
  readonly fileName: string;
  /** As declared. */
  readonly mediaType: string;
  /** What its sender says of the book in other fields of the form; known once `content` has ended. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** Ends with a Problem where the upload turns out to be empty, cut off or no form. */
  readonly content: AsyncIterable<Uint8Array>;
}

export type BodyReader = ReadableStreamDefaultReader<Uint8Array>;
