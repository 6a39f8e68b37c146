import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Code, DeliveryFact, Rung } from "./values.ts";

/** Amazon took the mail and refused what was in it: its own word, by mail. */
export const deliveryRefused = defineEvent({
  name: "delivery.refused",
  version: 1,
  publishedBy: ["deliver"],
  data: DeliveryFact.extend({
    code: Code,
    reason: z.string(),
    /** How the document is rebuilt now, to be sent once more. Absent where nothing more is tried. */
    repair: Rung.optional(),
  }),
});
export type DeliveryRefused = EventOf<typeof deliveryRefused>;
