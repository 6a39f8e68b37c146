import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Code, DeliveryFact } from "./values.ts";

/** The mail was certainly not accepted, and trying again is pointless or has been tried enough. */
export const deliveryFailed = defineEvent({
  name: "delivery.failed",
  version: 1,
  publishedBy: ["deliver"],
  data: DeliveryFact.extend({ code: Code, reason: z.string() }),
});
export type DeliveryFailed = EventOf<typeof deliveryFailed>;
