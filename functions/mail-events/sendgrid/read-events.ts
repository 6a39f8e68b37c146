import * as z from "zod";
import type { DeliveryReport } from "../../../events/delivery-evidenced.ts";
import { mailStatusWords } from "../../../shared/mail-status-words.ts";

/** What one of SendGrid's events says about a delivery of ours. */
export interface ReadEvent {
  /** SendGrid's own id of the event: the same however often it is posted. */
  readonly eventId: string;
  readonly deliveryId: string;
  readonly attempt: number | undefined;
  readonly happenedAt: Date;
  readonly providerMessageId: string | undefined;
  readonly report: DeliveryReport;
}

const idCharactersMax = 200;
const Event = z.looseObject({
  event: z.string(),
  sg_event_id: z.string().min(1).max(idCharactersMax),
  /** Seconds since the epoch. */
  timestamp: z.int().positive().max(9_999_999_999),
  sg_message_id: z.string().max(idCharactersMax).optional().catch(undefined),
  "smtp-id": z.string().max(idCharactersMax).optional().catch(undefined),
  status: z.string().optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  /** Our own custom arguments. */
  deliveryId: z.string().optional().catch(undefined),
  messageId: z.string().max(idCharactersMax).optional().catch(undefined),
});
type Event = z.infer<typeof Event>;

/** `ignored` for what is no news to a delivery (an opened mail), `malformed` for what nobody can read. */
export function readEvent(posted: unknown): ReadEvent | "ignored" | "malformed" {
  const checked = Event.safeParse(posted);
  if (!checked.success) return "malformed";
  const event = checked.data;
  const report = reportOf(event);
  if (report === undefined) return "ignored";
  const messageId = event.messageId ?? event["smtp-id"]?.replaceAll(/^<|>$/g, "") ?? "";
  const [, named, attempt] = /^([0-9a-f]{32})\.(\d{1,4})@/.exec(messageId) ?? [];
  const deliveryId = event.deliveryId ?? named;
  // Mail of the same customer that is none of ours.
  if (deliveryId === undefined || !/^[\w-]{1,64}$/.test(deliveryId)) return "ignored";
  const provider = /^[\w-]+/.exec(event.sg_message_id ?? "")?.[0];
  return {
    eventId: event.sg_event_id,
    deliveryId,
    attempt: named === deliveryId && Number(attempt) > 0 ? Number(attempt) : undefined,
    happenedAt: new Date(event.timestamp * 1000),
    providerMessageId: provider,
    report,
  };
}

function reportOf({ event, status, type }: Event): DeliveryReport | undefined {
  switch (event) {
    case "processed":
    case "deferred":
      return { says: "accepted" };
    case "delivered":
      return { says: "delivered" };
    case "bounce":
      return {
        says: "bounced",
        code: type === "blocked" ? "sendgrid/blocked" : "sendgrid/bounced",
        reason: `Amazon’s mail server did not take it: ${statusWords(status)}.`,
      };
    case "dropped":
      return {
        says: "bounced",
        code: "sendgrid/dropped",
        reason: "SendGrid did not send it: an earlier mail to this address came back, or the address is blocked there.",
      };
    default:
      return undefined;
  }
}

/** The server's own words are not repeated: they tend to quote addresses. */
function statusWords(status: string | undefined): string {
  const code = /^[45]\.\d{1,3}\.\d{1,3}$/.exec(status ?? "")?.[0];
  if (code === undefined) return "it did not say why";
  return `${mailStatusWords(code) ?? "it did not say why"} (${code})`;
}
