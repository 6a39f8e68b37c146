import { Rejected } from "../../events/rejected.ts";
import { fb2MetadataIn } from "../../shared/fictionbook/fb2-metadata.ts";
import type { Description } from "./describe.ts";

/**
 * What the start of a FictionBook says about it. A file that is damaged there is not refused for it: the reader of the
 * whole of it says what is wrong.
 */
export function describeFb2(text: string): Description {
  try {
    return fb2MetadataIn(text) ?? {};
  } catch (error) {
    if (error instanceof Rejected) return {};
    throw error;
  }
}
