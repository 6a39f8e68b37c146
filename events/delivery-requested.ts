import { defineEvent, type EventOf } from "./define-event.ts";
import { BlobKey, DeliveryFact } from "./values.ts";

/** One document is to go to one device, now. The ledger knows whether it may. */
export const deliveryRequested = defineEvent({
  name: "delivery.requested",
  version: 1,
  publishedBy: ["deliver", "poll"],
  consumedBy: ["deliver"],
  data: DeliveryFact.extend({ documentKey: BlobKey }),
});
export type DeliveryRequested = EventOf<typeof deliveryRequested>;
