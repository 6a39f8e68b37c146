import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Time } from "./values.ts";

/** It is time for an edition. The same digest and slot is the same edition, however often it is told. */
export const digestDue = defineEvent({
  name: "digest.due",
  version: 1,
  publishedBy: ["poll", "api"],
  consumedBy: ["digest"],
  data: z.object({
    digestId: z.string(),
    editionId: z.string(),
    /** When its cron struck, or when its reader asked. */
    slot: Time,
    by: z.enum(["schedule", "reader"]),
  }),
});
export type DigestDue = EventOf<typeof digestDue>;
