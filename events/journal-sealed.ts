import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Sha256 } from "./values.ts";

/** How far the chain over an account's journal has come. */
export const JournalHead = z.object({
  /** Where its last event stands (`shared/ports/journal.ts`). Absent before the first one. */
  place: z.string().optional(),
  /** How many it holds. */
  events: z.int().nonnegative(),
  /** The last link: every event so far, and their order, is in it. */
  sha256: Sha256,
});
export type JournalHead = z.infer<typeof JournalHead>;

/**
 * The events of an account between two heads of its chain are what they are: whoever changes one of them, takes one away or
 * puts one in cannot come to the same head again. It stands in the journal itself, so that the next seal seals this one.
 */
export const journalSealed = defineEvent({
  name: "journal.sealed",
  version: 1,
  publishedBy: ["housekeep"],
  data: z.object({ from: JournalHead, to: JournalHead }),
});
export type JournalSealed = EventOf<typeof journalSealed>;
