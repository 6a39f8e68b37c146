import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Code, Time } from "./values.ts";

/** What somebody outside has told about a delivery. `deliver` decides what it changes. */
export const DeliveryReport = z.discriminatedUnion("says", [
  /** The provider has the mail. */
  z.object({ says: z.literal("accepted") }),
  /** Amazon's mail server has it. */
  z.object({ says: z.literal("delivered") }),
  z.object({ says: z.literal("bounced"), code: Code, reason: z.string() }),
  /** Amazon has refused what was in it. */
  z.object({ says: z.literal("refused"), code: Code, reason: z.string() }),
  /** Amazon waits for its owner's confirmation: `sealedLink` is where that is given. */
  z.object({ says: z.literal("held"), sealedLink: z.string(), until: Time }),
]);
export type DeliveryReport = z.infer<typeof DeliveryReport>;

/** Something is known of a delivery that this server did not find out by itself. */
export const deliveryEvidenced = defineEvent({
  name: "delivery.evidenced",
  version: 1,
  publishedBy: ["mail-events"],
  consumedBy: ["deliver"],
  data: z.object({
    deliveryId: z.string(),
    documentId: z.string(),
    deviceId: z.string(),
    report: DeliveryReport,
    /** The attempt that it is about, where it is known. */
    attempt: z.int().positive().optional(),
    /** When it happened, by the clock of whoever tells it. */
    happenedAt: Time,
    providerMessageId: z.string().optional(),
  }),
});
export type DeliveryEvidenced = EventOf<typeof deliveryEvidenced>;
