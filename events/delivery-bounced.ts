import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Code, DeliveryFact } from "./values.ts";

/** The provider had accepted the mail and could not hand it over to Amazon, or gave it up. */
export const deliveryBounced = defineEvent({
  name: "delivery.bounced",
  version: 1,
  publishedBy: ["deliver"],
  data: DeliveryFact.extend({ code: Code, reason: z.string() }),
});
export type DeliveryBounced = EventOf<typeof deliveryBounced>;
