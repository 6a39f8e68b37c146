import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Code, DeliveryFact, Time } from "./values.ts";

/** The mail was certainly not accepted, and will be tried again; or it is a volume, and waits for the one before it. */
export const deliveryDeferred = defineEvent({
  name: "delivery.deferred",
  version: 1,
  publishedBy: ["deliver"],
  data: DeliveryFact.extend({ code: Code, reason: z.string(), nextAttemptAt: Time }),
});
export type DeliveryDeferred = EventOf<typeof deliveryDeferred>;
