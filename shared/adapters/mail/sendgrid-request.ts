import http from "node:http";
import https from "node:https";
import { Readable } from "node:stream";
import type client from "@sendgrid/client";
import type service from "@sendgrid/mail";
import type { OutgoingMail } from "../../ports/mail.ts";
import type { SendgridEnd, SendgridPhase } from "./sendgrid-answer.ts";
import { type MailBody, streamedBody } from "./sendgrid-body.ts";

export interface SendgridTimeouts {
  /** Name look-up, connection and encryption. */
  readonly connectMs: number;
  /** Between two pieces of the request that SendGrid takes. */
  readonly idleMs: number;
  /** For the answer to the whole request. */
  readonly answerMs: number;
  /** For everything together. */
  readonly totalMs: number;
}

export const sendgridTimeouts: SendgridTimeouts = {
  connectMs: 10_000,
  idleMs: 60_000,
  answerMs: 60_000,
  totalMs: 600_000,
};

/** An answer is a few lines; more of it than this is not read. */
const answerBytesMax = 64 * 1024;

export interface SendgridAccess {
  readonly apiKey: string;
  readonly url: string;
  readonly limits: SendgridTimeouts;
}

type MailService = typeof service;
type Client = typeof client;
type MailData = Exclude<Parameters<MailService["send"]>[0], readonly unknown[]>;
type ClientRequest = Parameters<Client["createRequest"]>[0];

/** One request about one mail. However it ends, that is its answer. */
export async function requestSendgrid(
  mail: OutgoingMail,
  { apiKey, url, limits }: SendgridAccess,
): Promise<SendgridEnd> {
  const { MailService, Client } = await loadSendgrid();
  let phase: SendgridPhase = "connect";
  let failure: SendgridEnd["failure"];
  let answer: { status: number; headers: Record<string, string | undefined> } | undefined;
  const impatience = new AbortController();
  const expire = () => {
    failure ??= "timeout";
    impatience.abort();
  };
  let patience = setTimeout(expire, limits.connectMs);
  let settled = false;
  const wait = (ms: number) => {
    clearTimeout(patience);
    if (!settled) patience = setTimeout(expire, ms);
  };
  const total = setTimeout(expire, limits.totalMs);
  const lastByteNext = () => {
    phase = "answer";
  };
  const connected = Promise.withResolvers<void>();
  // Nobody may be waiting for it any more.
  connected.promise.catch(() => undefined);

  let sent: http.ClientRequest | undefined;
  let body: Readable | undefined;
  const transport = {
    request: (to: http.RequestOptions, onResponse: (response: http.IncomingMessage) => void): http.ClientRequest => {
      const isEncrypted = to.protocol === "https:";
      sent = (isEncrypted ? https : http).request({ ...to, agent: false }, onResponse);
      sent.once("socket", (socket) => socket.once(isEncrypted ? "secureConnect" : "connect", connected.resolve));
      sent.once("close", () => connected.reject(new Error("There is no connection")));
      sent.prependOnceListener("response", ({ statusCode = 0, headers }) => {
        answer = {
          status: statusCode,
          headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, firstOf(value)])),
        };
      });
      return sent;
    },
  };

  class MailClient extends Client {
    override createRequest(data: ClientRequest): ClientRequest {
      const { headers: _alsoOfTheMail, body: mailBody, ...where } = data;
      const streamed = streamedBody(mailBody as MailBody, mail.attachment);
      async function* watched(): AsyncGenerator<Uint8Array> {
        // Before that, what is written only waits in this process: it says nothing about how far the mail has come.
        await connected.promise;
        phase = "body";
        wait(limits.idleMs);
        try {
          for await (const chunk of streamed.chunks(lastByteNext)) {
            yield chunk;
            wait(limits.idleMs);
          }
        } catch (error) {
          failure ??= "document";
          throw error;
        }
        wait(limits.answerMs);
      }
      const request = super.createRequest({ ...where, headers: { "Content-Length": String(streamed.bytes) } });
      body = Readable.from(watched(), { objectMode: false });
      return Object.assign(request, {
        data: body,
        transport,
        proxy: false,
        maxContentLength: answerBytesMax,
        signal: impatience.signal,
      });
    }
  }
  const client = new MailClient();
  client.setDefaultRequest("baseUrl", url);
  client.setDefaultHeader("Authorization", `Bearer ${apiKey}`);
  const service = new MailService();
  service.setClient(client);

  const end = (trouble?: unknown): SendgridEnd => ({
    phase,
    ...(answer ?? {
      failure: failure ?? (isOfEncryption(trouble) ? "tls" : "connection"),
      systemCode: codeOf(trouble),
    }),
    field: fieldOf(trouble),
  });
  try {
    await service.send(mailData(mail));
    return end();
  } catch (error) {
    return end(error);
  } finally {
    settled = true;
    clearTimeout(patience);
    clearTimeout(total);
    // An answer may come before all of the mail has left, and nobody wants the rest of it then.
    body?.destroy();
    sent?.destroy();
  }
}

function mailData({ deliveryId, messageId, from, to, subject, text, date, attachment }: OutgoingMail): MailData {
  return {
    from: { email: from },
    to: { email: to },
    subject,
    text,
    headers: { "Message-ID": `<${messageId}>`, Date: dateHeader(date), "X-Delivery-Id": deliveryId },
    customArgs: { deliveryId, messageId },
    attachments: [
      { content: "", filename: attachment.fileName, type: attachment.mediaType, disposition: "attachment" },
    ],
    // Nothing of a reader's mail is to be rewritten, or looked after.
    trackingSettings: {
      clickTracking: { enable: false, enableText: false },
      openTracking: { enable: false },
      subscriptionTracking: { enable: false },
    },
  };
}

/** As RFC 5322 writes it, which knows no name for UTC. */
function dateHeader(date: Date): string {
  return date.toUTCString().replace("GMT", "+0000");
}

/** Loaded with the first mail. The packages' typings leave out the classes that they export. */
async function loadSendgrid(): Promise<{ MailService: new () => MailService; Client: new () => Client }> {
  const { MailService }: { default: unknown; MailService?: new () => MailService } = await import("@sendgrid/mail");
  const { Client }: { default: unknown; Client?: new () => Client } = await import("@sendgrid/client");
  if (MailService === undefined || Client === undefined) throw new Error("@sendgrid/mail is not the package it was");
  return { MailService, Client };
}

function firstOf(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}

function codeOf(error: unknown): string | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : undefined;
}

function isOfEncryption(error: unknown): boolean {
  return /CERT|SSL|TLS|SELF_SIGNED|VERIFY|EPROTO/.test(codeOf(error) ?? "");
}

/** SendGrid's own words are not repeated: they tend to quote addresses. What part of a request they are about may be. */
function fieldOf(error: unknown): string | undefined {
  const response = typeof error === "object" && error !== null && "response" in error ? error.response : undefined;
  const body = typeof response === "object" && response !== null && "body" in response ? response.body : undefined;
  const errors = typeof body === "object" && body !== null && "errors" in body ? body.errors : undefined;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const field = typeof first === "object" && first !== null && "field" in first ? first.field : undefined;
  return typeof field === "string" && /^[a-z0-9_.[\]-]{1,60}$/i.test(field) ? field : undefined;
}
