import { epubType, type Rung, rungs } from "../../events/values.ts";
import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";

/** Amazon's "any conversion failure". Byte-identical resends never help; a more conservative document may. */
export const conversionFailed = "amazon/e999";

/** How the document of a refused delivery is to be rebuilt, once; `undefined` where nothing more is tried by itself. */
export function repairOf({ state, code, mediaType = epubType, rung }: DeliveryEntry): Rung | undefined {
  const isRepairable = state === "refused" && code === conversionFailed && mediaType === epubType;
  return isRepairable ? rungAfter(rung) : undefined;
}

/** The next rung of the ladder; the first one where none has been tried. */
export function rungAfter(rung: Rung | undefined): Rung | undefined {
  return rung === undefined ? rungs[0] : rungs[rungs.indexOf(rung) + 1];
}
