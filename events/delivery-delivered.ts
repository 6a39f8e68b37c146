import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { DeliveryFact, Time } from "./values.ts";

/** Amazon's mail server has taken the mail: the provider's word. Whether the Kindle has the document is not said. */
export const deliveryDelivered = defineEvent({
  name: "delivery.delivered",
  version: 1,
  publishedBy: ["deliver"],
  data: DeliveryFact.extend({ providerMessageId: z.string().optional(), deliveredAt: Time }),
});
export type DeliveryDelivered = EventOf<typeof deliveryDelivered>;
