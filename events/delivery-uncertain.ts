import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Code, DeliveryFact, Time } from "./values.ts";

/** Nobody knows whether the mail was accepted. It is not sent again; evidence is awaited. */
export const deliveryUncertain = defineEvent({
  name: "delivery.uncertain",
  version: 1,
  publishedBy: ["deliver"],
  data: DeliveryFact.extend({ code: Code, reason: z.string(), evidenceUntil: Time }),
});
export type DeliveryUncertain = EventOf<typeof deliveryUncertain>;
