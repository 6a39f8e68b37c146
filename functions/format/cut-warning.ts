import type { Warning } from "../../events/values.ts";
import type { Archive } from "../../shared/archive/archive.ts";

/** What people are told of a book that ends in the middle of its file. */
export function cutWarning({ isCut }: Archive): readonly Warning[] {
  if (!isCut) return [];
  return [
    {
      rule: "archive/cut",
      found: "The file ends in the middle, so that some of what was in it is missing.",
      done: "Kept what there is.",
    },
  ];
}
