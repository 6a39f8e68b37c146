import * as z from "zod";
import { Code, DocumentKind, Rung, Time } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const deliveryStatuses = [
  "queued",
  "attempting",
  "sent",
  "delivered",
  "refused",
  "bounced",
  "failed",
  "uncertain",
  "parked",
] as const;

export const DeliveryView = z.object({
  id: z.string(),
  deviceId: z.string(),
  documentId: z.string(),
  kind: DocumentKind,
  title: z.string(),
  status: z.enum(deliveryStatuses),
  /** The ledger's version that this shows: a fact with a lower one changes nothing. */
  version: z.int().positive(),
  attempts: z.int().nonnegative(),
  requestedAt: Time,
  changedAt: Time,
  nextAttemptAt: Time.optional(),
  code: Code.optional(),
  reason: z.string().optional(),
  providerMessageId: z.string().optional(),
  /** While Amazon waits for its owner's confirmation: where that is given (sealed), and until when. */
  hold: z.object({ sealedLink: z.string(), until: Time }).optional(),
  /** How the document was rebuilt for it, after Amazon had refused the one before. */
  rung: Rung.optional(),
  /** After a refusal: how the document is rebuilt now, for another delivery. */
  repair: Rung.optional(),
  /** The event that it shows. Its stamp is `<occurredAt> <event id>`. */
  shows: z.object({ name: z.string(), stamp: z.string() }),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

/** What people see of the ledger. */
export const deliveries: ReadModel<DeliveryView> = {
  name: "deliveries",
  writer: "project",
  schema: DeliveryView,
  queries: {
    newest: { where: [], orderBy: "requestedAt", direction: "descending" },
    byStatus: { where: ["status"], orderBy: "requestedAt", direction: "descending" },
    byDocument: { where: ["documentId"], orderBy: "requestedAt", direction: "descending" },
  },
};
