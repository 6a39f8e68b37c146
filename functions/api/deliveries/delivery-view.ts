import * as z from "zod";
import { Code, DocumentKind, Time } from "../../../events/values.ts";
import { type DeliveryView as Delivery, deliveryStatuses } from "../../../shared/read-models/deliveries.ts";

export const DeliveryView = z.object({
  id: z.string(),
  deviceId: z.string(),
  /** What is delivered: the id of a book or of an edition. */
  documentId: z.string(),
  kind: DocumentKind,
  bookId: z.string().optional(),
  title: z.string(),
  status: z.enum(deliveryStatuses),
  attempts: z.int().nonnegative(),
  requestedAt: Time,
  changedAt: Time,
  nextAttemptAt: Time.optional(),
  code: Code.optional(),
  /** Why it is as it is, in a sentence for people. */
  reason: z.string().optional(),
  providerMessageId: z.string().optional(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

export const exampleDelivery: DeliveryView = {
  id: "4be1d0c2a3f5968778695a4b3c2d1e0f",
  deviceId: "0f3b8a52c1d94e67a2b35c48d7e61f90",
  documentId: "6f1ed002ab5595859014ebf0951522d9",
  kind: "book",
  bookId: "6f1ed002ab5595859014ebf0951522d9",
  title: "Emma",
  status: "sent",
  attempts: 1,
  requestedAt: "2026-03-01T08:00:00.900Z",
  changedAt: "2026-03-01T08:00:01.250Z",
  providerMessageId: "<4be1d0c2.1@kindle.localhost>",
};

/** A delivery as its owner sees it: not what keeps the read model in order. */
export function deliveryView({ version: _version, shows: _shows, ...delivery }: Delivery): DeliveryView {
  return { ...delivery, ...(delivery.kind === "book" && { bookId: delivery.documentId }) };
}
