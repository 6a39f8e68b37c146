import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Code, DeliveryFact } from "./values.ts";

/** No evidence came: the reader decides, by one button for "it is there" and one for "send it again". */
export const deliveryParked = defineEvent({
  name: "delivery.parked",
  version: 1,
  publishedBy: ["deliver"],
  data: DeliveryFact.extend({ code: Code, reason: z.string() }),
});
export type DeliveryParked = EventOf<typeof deliveryParked>;
