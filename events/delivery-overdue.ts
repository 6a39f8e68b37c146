import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/**
 * A delivery's time has come without an answer: its claim was left behind by a crash, or its evidence did not come; or its
 * outcome is known to the ledger alone.
 */
export const deliveryOverdue = defineEvent({
  name: "delivery.overdue",
  version: 1,
  publishedBy: ["poll", "housekeep"],
  consumedBy: ["deliver"],
  data: z.object({ deliveryId: z.string(), documentId: z.string(), deviceId: z.string(), version: z.int().positive() }),
});
export type DeliveryOverdue = EventOf<typeof deliveryOverdue>;
