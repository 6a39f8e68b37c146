import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/** The reader has decided what a delivery is that nobody else could settle. */
export const deliveryResolved = defineEvent({
  name: "delivery.resolved",
  version: 1,
  publishedBy: ["api"],
  consumedBy: ["deliver"],
  data: z.object({
    deliveryId: z.string(),
    documentId: z.string(),
    deviceId: z.string(),
    as: z.enum(["sent", "retry"]),
    /** How many attempts the reader saw: they decide about the last of them, and about none that was made since. */
    attempts: z.int().nonnegative().optional(),
  }),
});
export type DeliveryResolved = EventOf<typeof deliveryResolved>;
