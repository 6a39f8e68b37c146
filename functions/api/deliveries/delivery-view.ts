import * as z from "zod";
import { Code, DocumentKind, Rung, Time } from "../../../events/values.ts";
import { openHoldLink } from "../../../shared/hold-link.ts";
import { type DeliveryView as Delivery, deliveryStatuses } from "../../../shared/read-models/deliveries.ts";
import type { Api } from "../publish-command.ts";

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
  hold: z
    .object({ url: z.string(), until: Time })
    .optional()
    .meta({ description: "Amazon keeps it back until its owner opens this address, and not for ever" }),
  rung: Rung.optional().meta({ description: "How the document was rebuilt for it, after Amazon had refused another" }),
  repair: Rung.optional().meta({ description: "How the document is rebuilt now, for another delivery" }),
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

/** Shows deliveries as their owner sees them: without what keeps the read model in order. */
export function deliveryViewIn({ ports, settings }: Api) {
  return async ({ version: _version, shows: _shows, hold, ...delivery }: Delivery): Promise<DeliveryView> => ({
    ...delivery,
    ...(delivery.kind === "book" && { bookId: delivery.documentId }),
    ...(hold && {
      hold: { url: await openHoldLink(settings.account, hold.sealedLink, ports.secrets), until: hold.until },
    }),
  });
}
