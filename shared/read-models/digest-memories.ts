import * as z from "zod";
import { Time } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const DigestMemory = z.object({
  digestId: z.string(),
  /** Raised by one with every change. */
  version: z.int().positive(),
  /** What each edition carried, oldest first; those that are too old to matter are let go. */
  editions: z.array(
    z.object({
      editionId: z.string(),
      slot: Time,
      /** `compiled`, `skipped` or `failed`: decided once, and the same whenever it is asked again. */
      outcome: z.enum(["compiled", "skipped", "failed"]),
      articleIds: z.array(z.string()),
      /** The time and data of the event that is announced, so that a repeat announces the same. */
      at: Time,
      data: z.unknown(),
    }),
  ),
});
export type DigestMemory = z.infer<typeof DigestMemory>;

/**
 * What each digest has printed, so that nothing is printed twice. Written by `digest` itself in one atomic step before it
 * announces an edition, so that of two editions compiled at once neither repeats the other. A rebuild leaves it alone, and makes it
 * from the editions where it is lost.
 */
export const digestMemories: ReadModel<DigestMemory> = {
  name: "digest-memories",
  writer: "digest",
  schema: DigestMemory,
  queries: {},
};

/** Ids of all articles that it has printed, as far back as it matters. */
export function printedIn(memory: DigestMemory | undefined): ReadonlySet<string> {
  return new Set(memory?.editions.flatMap(({ articleIds }) => articleIds));
}
