import * as z from "zod";
import { BlobKey, Code, DocumentKind, DocumentType, Rung, Time } from "../../events/values.ts";

/**
 * One delivery as the ledger keeps it. Written by `deliver` alone; `functions/deliver/delivery-state.ts` decides every
 * change of it. States move forward only: queued, attempting, then failed, or uncertain and parked, or sent; and from there
 * by what others tell: delivered, then bounced or refused. Only the reader goes back, by asking for another attempt.
 */
export const DeliveryEntry = z.object({
  /** The keyed hash of account, device address, content of the source, and copy: the business key. */
  deliveryId: z.string(),
  account: z.string(),
  deviceId: z.string(),
  documentId: z.string(),
  kind: DocumentKind,
  documentKey: BlobKey,
  /** An EPUB where it is absent. */
  mediaType: DocumentType.optional(),
  title: z.string(),
  /** Of a document that is several volumes: the deliveries of the one before and of the one after it to the same device. */
  previousId: z.string().optional(),
  nextId: z.string().optional(),
  copy: z.int().nonnegative(),
  /** Raised by one with every change: the fence. */
  version: z.int().positive(),
  state: z.enum(["queued", "attempting", "sent", "failed", "uncertain", "parked", "delivered", "bounced", "refused"]),
  attempts: z.int().nonnegative(),
  /** The cause that opened it, and the chain it belongs to. */
  causeId: z.string(),
  correlationId: z.string(),
  openedAt: Time,
  changedAt: Time,
  /** When `poll` has to look at it again; absent where nothing is to come. */
  dueAt: Time.optional(),
  /** While queued again: the carrier is not asked before then. */
  notBefore: Time.optional(),
  /** When the present series of attempts began, and how many there were before it. A reader's "again" begins a new one. */
  tryingSince: Time.optional(),
  attemptsBefore: z.int().nonnegative().optional(),
  /** While uncertain: how long evidence may still come in. */
  evidenceUntil: Time.optional(),
  /** Of whoever is attempting: fresh and random for each claim. Stays while the outcome is unknown: a late one counts. */
  token: z.string().optional(),
  claimedAt: Time.optional(),
  code: Code.optional(),
  reason: z.string().optional(),
  providerMessageId: z.string().optional(),
  settledBy: z.enum(["provider", "look-up", "reader"]).optional(),
  /** When Amazon's mail server took it, by the provider's clock. */
  deliveredAt: Time.optional(),
  /** While Amazon keeps it back until its owner confirms it: where (sealed), and until when. */
  hold: z.object({ sealedLink: z.string(), until: Time }).optional(),
  /** How the document was rebuilt for it, after Amazon had refused the one before. */
  rung: Rung.optional(),
  /** The ids of the reader's decisions that have been applied: one that is delivered again decides nothing. */
  resolutions: z.array(z.string()).optional(),
});
export type DeliveryEntry = z.infer<typeof DeliveryEntry>;
