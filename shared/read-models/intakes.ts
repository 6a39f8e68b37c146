import * as z from "zod";
import { Time } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const Intake = z.object({
  /** The `book.received` whose bytes became the book: any other with the same bytes is a duplicate. */
  receiptId: z.string(),
  takenAt: Time,
});
export type Intake = z.infer<typeof Intake>;

/**
 * Which drop of some bytes came first, by book id. Written by `ingest` itself, in one atomic step before it announces,
 * so that of two simultaneous drops of one file exactly one makes the book.
 */
export const intakes: ReadModel<Intake> = {
  name: "intakes",
  writer: "ingest",
  schema: Intake,
  queries: {},
};
