import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { DocumentKind } from "./values.ts";

/** A reader wants a document on these devices. `copy` counts how often they asked for another one on purpose. */
export const deliveryOrdered = defineEvent({
  name: "delivery.ordered",
  version: 1,
  publishedBy: ["api"],
  consumedBy: ["deliver"],
  data: z.object({
    documentId: z.string(),
    kind: DocumentKind,
    deliveries: z
      .array(
        z.object({
          deliveryId: z.string(),
          deviceId: z.string(),
          copy: z.int().nonnegative(),
          /** Which volume, counted from 1, of a document that is more than one. */
          volume: z.int().positive().optional(),
        }),
      )
      .min(1),
  }),
});
export type DeliveryOrdered = EventOf<typeof deliveryOrdered>;
