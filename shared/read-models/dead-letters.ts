import * as z from "zod";
import { Time } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const DeadLetter = z.object({
  id: z.string(),
  step: z.string(),
  eventId: z.string(),
  eventName: z.string(),
  about: z.string(),
  reason: z.string(),
  attempts: z.int().positive(),
  failedAt: Time,
  state: z.enum(["open", "replayed", "discarded"]),
  original: z.record(z.string(), z.unknown()),
  stamps: z.record(z.string(), z.string()),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

/** What failed for good, until a person has it tried again or lets it go. */
export const deadLetters: ReadModel<DeadLetter> = {
  name: "dead-letters",
  writer: "project",
  schema: DeadLetter,
  queries: { byState: { where: ["state"], orderBy: "failedAt", direction: "descending" } },
};
