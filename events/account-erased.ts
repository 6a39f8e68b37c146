import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/**
 * Everything of an account is gone: this fact is all that its journal says from now on, and nothing is ever kept under its name
 * again. Whoever remembers something of it forgets it.
 */
export const accountErased = defineEvent({
  name: "account.erased",
  version: 1,
  publishedBy: ["housekeep"],
  consumedBy: ["fetch", "digest"],
  data: z.object({
    /** Under what name its owner goes on, from nothing. */
    nextAccount: z.string().min(1),
  }),
});
export type AccountErased = EventOf<typeof accountErased>;
