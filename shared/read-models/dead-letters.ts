import * as z from "zod";
import { Time } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const DeadLetter = z.object({
  id: z.string(),
  /** Which step gave up, at which event, and on which book, delivery or device. */
  step: z.string(),
  eventId: z.string(),
  eventName: z.string(),
  about: z.string(),
  reason: z.string(),
  /** 0 as long as only its end is known. */
  attempts: z.int().nonnegative(),
  failedAt: Time,
  state: z.enum(["open", "replayed", "discarded"]),
  /** The event as it lay on the wire; empty where what came in was none of ours, so that nothing can be replayed. */
  original: z.record(z.string(), z.unknown()),
  /** The newest fact of each kind that has been applied, by event name. */
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
