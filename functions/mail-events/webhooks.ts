import { createHash, timingSafeEqual } from "node:crypto";
import { STATUS_CODES } from "node:http";
import { Hono } from "hono";
import { Rejected } from "../../events/rejected.ts";
import { readInbound } from "./amazon/read-inbound.ts";
import { takeMail } from "./amazon/take-mail.ts";
import type { MailEventsPorts, MailEventsSettings } from "./mail-events-ports.ts";
import { judgePost } from "./sendgrid/event-signature.ts";
import { takeEvents } from "./sendgrid/take-events.ts";
import type { WebhookCounts } from "./webhook-counts.ts";

export const eventsPath = "/webhooks/sendgrid/events";
export const inboundPath = "/webhooks/sendgrid/inbound";

/** SendGrid posts a few hundred events at once, of less than a kilobyte each. */
const eventsBytesMax = 4 * 1024 * 1024;
/** What Inbound Parse takes in. Amazon's own mails are small; a larger one is no mail of Amazon's. */
const inboundBytesMax = 5 * 1024 * 1024;

const verdictDetails = {
  unsigned: "This is for SendGrid's signed event webhook alone: there is no signature.",
  forged: "The signature is not SendGrid's.",
  stale: "The signature is not of now.",
} as const;

/**
 * The two doors that are open to the world: SendGrid's signed events, and mail that it received for us. A post is
 * answered with success once what it tells is on the bus; before that it is posted again.
 */
export function createWebhooks(ports: MailEventsPorts, settings: MailEventsSettings, counts: WebhookCounts): Hono {
  const app = new Hono();
  app.onError((error) => {
    ports.log.error("mail-events.failed", { step: "mail-events", reason: `${error.name}: ${error.message}` });
    return problem(500, "server/failed", "Something went wrong here. It has been written down; post it again.");
  });

  app.post(eventsPath, async ({ req }) => {
    if (settings.eventKeys.length === 0) return notSetUp();
    const body = await readBody(req.raw, eventsBytesMax);
    if (body === undefined)
      return refuse("events", 413, "webhook/too-large", "That is more than SendGrid posts at once.");
    const verdict = judgePost(
      {
        body,
        signature: req.header("x-twilio-email-event-webhook-signature"),
        timestamp: req.header("x-twilio-email-event-webhook-timestamp"),
      },
      settings.eventKeys,
      ports.clock.now(),
    );
    if (verdict !== "genuine") return refuse("events", 401, `webhook/${verdict}`, verdictDetails[verdict]);
    const posted = parsedArray(body);
    if (posted === undefined) return refuse("events", 400, "webhook/malformed", "This is no JSON array.");
    await takeEvents(posted, ports, counts);
    return new Response(null, { status: 204 });
  });

  app.post(inboundPath, async ({ req }) => {
    const { account, inboundPassword } = settings;
    if (inboundPassword === undefined) return notSetUp();
    if (!shows(req.header("authorization"), inboundPassword)) {
      return refuse("inbound", 401, "webhook/password", "This is for SendGrid's Inbound Parse alone.", {
        "www-authenticate": 'Basic realm="Inbound Parse"',
      });
    }
    const body = await readBody(req.raw, inboundBytesMax);
    if (body === undefined)
      return refuse("inbound", 413, "webhook/too-large", "No mail that matters here is as large.");
    try {
      await takeMail(await readInbound(req.header("content-type") ?? "", body), await account(), ports, counts);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      return refuse("inbound", 400, error.code, error.message);
    }
    return new Response(null, { status: 204 });
  });

  const refuse = (
    webhook: "events" | "inbound",
    status: number,
    code: string,
    detail: string,
    headers: Readonly<Record<string, string>> = {},
  ): Response => {
    counts.count(webhook, code.replace("webhook/", ""));
    ports.log.warn("mail-events.refused", { step: "mail-events", webhook, code });
    return problem(status, code, detail, headers);
  };
  return app;
}

function notSetUp(): Response {
  return problem(404, "webhook/not-set-up", "This webhook has no key here, so nobody can post to it.");
}

/** RFC 9457, as every answer of this server that is a no. */
function problem(
  status: number,
  code: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const errors = status === 400 ? { errors: [{ path: "", message: detail }] } : {};
  const body = { type: "about:blank", title: STATUS_CODES[status], status, detail, code, ...errors };
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, "content-type": "application/problem+json" },
  });
}

/** `undefined` where it is larger. */
async function readBody(request: Request, bytesMax: number): Promise<Buffer | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) return undefined;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body?.getReader();
  for (let next = await reader?.read(); next !== undefined && !next.done; next = await reader?.read()) {
    bytes += next.value.length;
    if (bytes > bytesMax) {
      await reader?.cancel();
      return undefined;
    }
    chunks.push(next.value);
  }
  return Buffer.concat(chunks);
}

function parsedArray(body: Buffer): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the right password is shown, whatever the user is called: Inbound Parse sends what its address holds. */
function shows(authorization: string | undefined, password: string): boolean {
  const [, encoded = ""] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "") ?? [];
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const given = text.slice(text.indexOf(":") + 1);
  return text.includes(":") && timingSafeEqual(digest(given), digest(password));
}

function digest(value: string): Buffer {
  return createHash("sha256").update(value).digest();
}
