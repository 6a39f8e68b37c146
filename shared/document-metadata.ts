/** What a file says about itself, unchecked. What it does not say is empty or absent. */
export interface DocumentMetadata {
  readonly title: string;
  readonly authors: readonly string[];
  /** As the file declares it. */
  readonly language: string;
  readonly publisher?: string;
  readonly description?: string;
  /** As the file writes it. */
  readonly published?: string;
  readonly subjects?: readonly string[];
  readonly series?: { readonly name: string; readonly position?: number };
}

/** Its optional fields, without those that are empty. */
export function filledFields(fields: {
  readonly publisher?: string;
  readonly description?: string;
  readonly published?: string;
  readonly subjects?: readonly string[];
}): Pick<DocumentMetadata, "publisher" | "description" | "published" | "subjects"> {
  const { publisher = "", description = "", published = "", subjects = [] } = fields;
  return {
    ...(publisher !== "" && { publisher }),
    ...(description !== "" && { description }),
    ...(published !== "" && { published }),
    ...(subjects.length > 0 && { subjects }),
  };
}

/** The words of a list that people write with commas or semicolons. */
export function listedWords(text: string): readonly string[] {
  return text
    .split(/[,;]/u)
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
