import { Rejected } from "../../events/rejected.ts";
import type { Description } from "./describe.ts";

/**
 * What the start of a book that is one file of XML says about it. A file that is damaged there is not refused for it: the
 * reader of the whole of it says what is wrong.
 */
export function describeHead(metadataIn: (head: string) => Description | undefined, head: string): Description {
  try {
    return metadataIn(head) ?? {};
  } catch (error) {
    if (error instanceof Rejected) return {};
    throw error;
  }
}
