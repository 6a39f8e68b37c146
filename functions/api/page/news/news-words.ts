import type { DeliveryView } from "../../../../shared/read-models/deliveries.ts";
import type { Edition } from "../../../../shared/read-models/editions.ts";
import type { FeedView } from "../../feeds/feed-view.ts";
import { type Wording, whereWording } from "../words.ts";

/** How a feed is, in a few words. */
export function feedWording({ state, failures, lastFetchedAt }: FeedView): Wording {
  if (state === "gone") return { sign: "✕", words: "gone: not asked for any more", tone: "bad" };
  if (state === "new") return { sign: "…", words: "waiting to be fetched for the first time", tone: "busy" };
  if (failures > 0) {
    const words = failures === 1 ? "could not be fetched" : `could not be fetched, ${failures} times in a row`;
    return { sign: "✕", words, tone: "bad" };
  }
  return lastFetchedAt === undefined
    ? { sign: "…", words: "being fetched", tone: "busy" }
    : { sign: "✓", words: "works", tone: "good" };
}

/** Where an edition is on its way, and never more than is known. */
export function editionWording(
  { status, code, document }: Pick<Edition, "status" | "code" | "document">,
  deliveries: readonly DeliveryView[],
  nameOf: (deviceId: string) => string | undefined,
  mailStaysHere: boolean,
): Wording {
  switch (status) {
    case "compiling":
      return { sign: "…", words: "being put together: what is in it is being chosen", tone: "busy" };
    case "compiled":
      return { sign: "…", words: "put together, being made into an EPUB", tone: "busy" };
    case "skipped":
      return { sign: "–", words: "no edition: there was nothing to print", tone: "quiet" };
    case "refused":
      return { sign: "✕", words: "could not be made", tone: "bad" };
    case "failed":
      if (code === "edition/given-up") return { sign: "✕", words: "could not be put together", tone: "bad" };
      return deliveries.length === 0
        ? { sign: "✕", words: "none of its feeds could be had", tone: "bad" }
        : whereWording(deliveries, nameOf, mailStaysHere);
    case "ready":
      return document === undefined
        ? { sign: "…", words: "being made into an EPUB", tone: "busy" }
        : whereWording(deliveries, nameOf, mailStaysHere);
  }
}

export function counted(count: number, one: string, many: string): string {
  return count === 1 ? `one ${one}` : `${count} ${many}`;
}

const weightWords: Readonly<Record<number, string>> = {
  [-2]: "Rarely",
  [-1]: "Less than others",
  0: "As any other",
  1: "More than others",
  2: "Always",
};
export const weights: readonly (readonly [number, string])[] = [-2, -1, 0, 1, 2].map((weight) => [
  weight,
  weightWords[weight] ?? "",
]);
