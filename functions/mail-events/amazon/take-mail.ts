import { eventId, hashOf } from "../../../events/define-event.ts";
import { type DeliveryReport, deliveryEvidenced } from "../../../events/delivery-evidenced.ts";
import { attachmentName } from "../../../shared/attachment-name.ts";
import { openDeviceEmail } from "../../../shared/device-email.ts";
import { sealHoldLink } from "../../../shared/hold-link.ts";
import { type DeliveryView, deliveries } from "../../../shared/read-models/deliveries.ts";
import { devices } from "../../../shared/read-models/devices.ts";
import type { MailEventsPorts } from "../mail-events-ports.ts";
import type { WebhookCounts } from "../webhook-counts.ts";
import { answersWithinMs, bindMail, type Candidate } from "./bind-mail.ts";
import type { InboundMail } from "./inbound-mail.ts";
import { isFromAmazon } from "./is-from-amazon.ts";
import { recogniseMail, verifyWithinMs } from "./recognise-mail.ts";

const deliveriesPerPage = 200;
const pagesMax = 10;
/** A mail that claims to be from another day was held up, or lies: then the day it came in counts. */
const dateAwayMsMax = 4 * 86_400_000;

/** Deliveries that Amazon may have heard of; those that it has spoken of are the last that a mail is bound to. */
const statusesHeardOf = new Set<DeliveryView["status"]>([
  "attempting",
  "uncertain",
  "parked",
  "sent",
  "delivered",
  "refused",
]);

/**
 * Tells of what Amazon has mailed about one of our deliveries. Everything else is counted, and left alone. Resolves once
 * the bus has it: only then is the post answered.
 */
export async function takeMail(
  mail: InboundMail,
  account: string,
  ports: MailEventsPorts,
  counts: WebhookCounts,
): Promise<void> {
  const sender = isFromAmazon(mail);
  if (sender !== "genuine") return counts.count("inbound", sender);
  const now = ports.clock.now();
  const date =
    mail.date !== undefined && Math.abs(mail.date.getTime() - now.getTime()) <= dateAwayMsMax ? mail.date : now;
  const cause = { id: hashOf("amazon-mail", mail.key), account };
  const candidates = await candidatesFor(date, cause, ports);
  const word = recogniseMail(
    mail,
    candidates.map(({ fileName }) => fileName),
  );
  if (word === undefined) return counts.count("inbound", "unrecognised");
  const bound = bindMail({ ...mail, date }, candidates);
  const entry = bound && (await ports.ledger.read(bound.deliveryId));
  if (entry === undefined) {
    ports.log.warn("mail-events.unbound", { step: "mail-events", kind: word.kind });
    return counts.count("inbound", "unbound");
  }
  const report: DeliveryReport =
    word.kind === "refusal"
      ? { says: "refused", code: word.code, reason: word.reason }
      : {
          says: "held",
          sealedLink: await sealHoldLink(account, word.link, ports.secrets),
          until: new Date(date.getTime() + verifyWithinMs).toISOString(),
        };
  const { deliveryId, documentId, deviceId, correlationId } = entry;
  await ports.events.publish(
    deliveryEvidenced.from(
      { ...cause, correlationId },
      {
        subject: deliveryId,
        at: now,
        data: { deliveryId, documentId, deviceId, report, happenedAt: date.toISOString() },
      },
    ),
  );
  counts.count("inbound", report.says);
}

async function candidatesFor(
  date: Date,
  cause: { readonly id: string; readonly account: string },
  ports: Pick<MailEventsPorts, "readModels" | "journal" | "secrets">,
): Promise<readonly Candidate[]> {
  const { account } = cause;
  const found: DeliveryView[] = [];
  let after: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const { items, next } = await ports.readModels.query(deliveries, account, "newest", {
      limit: deliveriesPerPage,
      ...(after !== undefined && { after }),
    });
    found.push(...items);
    after = next;
    const last = items.at(-1);
    if (after === undefined || last === undefined || date.getTime() - Date.parse(last.requestedAt) > answersWithinMs)
      break;
  }
  const emails = new Map<string, string>();
  const candidates: Candidate[] = [];
  for (const { id: deliveryId, deviceId, title, status, requestedAt } of found) {
    if (!statusesHeardOf.has(status)) continue;
    if (!emails.has(deviceId)) emails.set(deviceId, await emailOf(account, deviceId, ports));
    const earlier = await ports.journal.find(account, eventId(cause.id, deliveryEvidenced.name, deliveryId));
    candidates.push({
      deliveryId,
      fileName: attachmentName(title),
      email: emails.get(deviceId) ?? "",
      requestedAt: new Date(requestedAt),
      isOver: status === "refused",
      isBound: earlier !== undefined,
    });
  }
  return candidates;
}

async function emailOf(
  account: string,
  deviceId: string,
  { readModels, secrets }: Pick<MailEventsPorts, "readModels" | "secrets">,
): Promise<string> {
  const device = await readModels.get(devices, account, deviceId);
  return device === undefined || device.removed ? "" : (await openDeviceEmail(account, device, secrets)).toLowerCase();
}
