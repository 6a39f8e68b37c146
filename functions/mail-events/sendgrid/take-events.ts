import { hashOf } from "../../../events/define-event.ts";
import { type DeliveryEvidenced, deliveryEvidenced } from "../../../events/delivery-evidenced.ts";
import type { MailEventsPorts } from "../mail-events-ports.ts";
import type { WebhookCounts } from "../webhook-counts.ts";
import { type ReadEvent, readEvent } from "./read-events.ts";

/** How many deliveries are looked up at once. */
const lookUpsAtOnceMax = 20;

/**
 * Tells of everything that SendGrid has posted about deliveries of ours. Resolves once the bus has it: only then is the
 * post answered. What is repeated is told under the same id.
 */
export async function takeEvents(
  posted: readonly unknown[],
  ports: Pick<MailEventsPorts, "events" | "ledger" | "clock">,
  counts: WebhookCounts,
): Promise<void> {
  const read = new Map<string, ReadEvent>();
  for (const event of posted) {
    const found = readEvent(event);
    if (typeof found === "string") counts.count("events", found);
    else read.set(found.eventId, found);
  }
  const all = [...read.values()];
  const told: DeliveryEvidenced[] = [];
  for (let start = 0; start < all.length; start += lookUpsAtOnceMax) {
    const some = all.slice(start, start + lookUpsAtOnceMax);
    for (const evidenced of await Promise.all(some.map((event) => evidenceOf(event, ports)))) {
      counts.count("events", evidenced?.data.report.says ?? "foreign");
      if (evidenced !== undefined) told.push(evidenced);
    }
  }
  if (told.length > 0) await ports.events.publish(...told);
}

async function evidenceOf(
  { eventId, deliveryId, attempt, happenedAt, providerMessageId, report }: ReadEvent,
  { ledger, clock }: Pick<MailEventsPorts, "ledger" | "clock">,
): Promise<DeliveryEvidenced | undefined> {
  const entry = await ledger.read(deliveryId);
  if (entry === undefined) return undefined;
  const { account, correlationId, documentId, deviceId } = entry;
  return deliveryEvidenced.from(
    { id: hashOf("sendgrid-event", eventId), account, correlationId },
    {
      subject: deliveryId,
      at: clock.now(),
      data: {
        deliveryId,
        documentId,
        deviceId,
        report,
        ...(attempt !== undefined && { attempt }),
        ...(providerMessageId !== undefined && { providerMessageId }),
        happenedAt: happenedAt.toISOString(),
      },
    },
  );
}
