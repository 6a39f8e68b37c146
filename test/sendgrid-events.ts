import { type KeyObject, randomBytes, sign } from "node:crypto";

// SendGrid's event webhook, from Twilio's pages "Event Webhook Reference" and "Event Webhook Security Features".

export type SendgridEventKind = "processed" | "deferred" | "delivered" | "bounce" | "blocked" | "dropped" | "open";
export type SendgridEvent = Readonly<Record<string, unknown>>;

export interface MailTold {
  readonly to: string;
  readonly messageId: string;
  readonly providerMessageId: string;
  readonly customArgs: Readonly<Record<string, string>>;
}

const kindFields: Readonly<Record<SendgridEventKind, SendgridEvent>> = {
  processed: { event: "processed" },
  deferred: { event: "deferred", response: "400 try again later", attempt: "5" },
  delivered: { event: "delivered", response: "250 OK" },
  bounce: { event: "bounce", type: "bounce", status: "5.1.1", reason: "550 5.1.1 The email account does not exist" },
  blocked: { event: "bounce", type: "blocked", status: "5.7.1", reason: "550 5.7.1 blocked" },
  dropped: { event: "dropped", status: "5.0.0", reason: "Bounced Address" },
  open: { event: "open", useragent: "Mozilla/4.0", ip: "127.0.0.1" },
};

/** An event as SendGrid tells it: custom arguments lie beside its own fields. */
export function eventAbout(mail: MailTold, kind: SendgridEventKind, at: Date): SendgridEvent {
  return {
    ...mail.customArgs,
    email: mail.to,
    timestamp: Math.floor(at.getTime() / 1000),
    "smtp-id": `<${mail.messageId}>`,
    ...kindFields[kind],
    sg_event_id: randomBytes(24).toString("base64url"),
    sg_message_id: `${mail.providerMessageId}.recvd-5f4d8b9c7-x2x2x-1-${randomBytes(4).toString("hex")}.0`,
  };
}

/** A post as SendGrid makes it: its body ends with a line break, which is signed as well. */
export function signedPost(
  events: readonly SendgridEvent[],
  privateKey: KeyObject,
  at: Date,
): { readonly body: string; readonly headers: Record<string, string> } {
  const body = `${JSON.stringify(events)}\r\n`;
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return {
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": "SendGrid Event API",
      "x-twilio-email-event-webhook-signature": sign("sha256", Buffer.from(timestamp + body), privateKey).toString(
        "base64",
      ),
      "x-twilio-email-event-webhook-timestamp": timestamp,
    },
  };
}

/** Posts events to a webhook and answers the status. */
export async function postEvents(
  url: string,
  events: readonly SendgridEvent[],
  privateKey: KeyObject,
  at: Date,
): Promise<number> {
  const { body, headers } = signedPost(events, privateKey, at);
  const response = await fetch(url, { method: "POST", headers, body, redirect: "manual" });
  await response.arrayBuffer();
  return response.status;
}
