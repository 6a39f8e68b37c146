import * as z from "zod";
import { JournalHead } from "../../events/journal-sealed.ts";
import { Time } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const JournalSeal = z.object({ from: JournalHead, to: JournalHead, sealedAt: Time });
export type JournalSeal = z.infer<typeof JournalSeal>;

/** The newest seal of an account's journal, under one id: where the next one begins. */
export const journalSeals: ReadModel<JournalSeal> = {
  name: "journal-seals",
  writer: "project",
  schema: JournalSeal,
  queries: {},
};

/** There is one for each account. */
export const newestSealId = "newest";
