import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { DeliveryFact, Time } from "./values.ts";

/** Amazon has the mail, and asks its owner to confirm it: until then, and not for ever, it keeps it back. */
export const deliveryHeld = defineEvent({
  name: "delivery.held",
  version: 1,
  publishedBy: ["deliver"],
  data: DeliveryFact.extend({
    /** The address to open, sealed: whoever has it can confirm. */
    sealedLink: z.string(),
    until: Time,
  }),
});
export type DeliveryHeld = EventOf<typeof deliveryHeld>;
