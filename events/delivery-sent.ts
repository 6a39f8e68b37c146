import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { DeliveryFact } from "./values.ts";

/** The provider has accepted the mail. Whether Amazon took it is another event. */
export const deliverySent = defineEvent({
  name: "delivery.sent",
  version: 1,
  publishedBy: ["deliver"],
  data: DeliveryFact.extend({
    providerMessageId: z.string().optional(),
    /** Who says so: the provider when it answered, a look-up later, or the reader who found it on the Kindle. */
    by: z.enum(["provider", "look-up", "reader"]),
  }),
});
export type DeliverySent = EventOf<typeof deliverySent>;
