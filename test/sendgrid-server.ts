import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readMailSend } from "./sendgrid-contract.ts";
import { eventAbout, postEvents, type SendgridEvent, type SendgridEventKind } from "./sendgrid-events.ts";

/** One mail that SendGrid's stand-in has accepted: from then on it is on its way, whatever its sender was told. */
export interface AcceptedMail {
  readonly deliveryId: string;
  readonly to: string;
  readonly subject: string;
  /** `<id>.<attempt>@<host>`, as the sender chose it. */
  readonly messageId: string;
  /** SendGrid's own name for it: the X-Message-Id of the answer. */
  readonly providerMessageId: string;
  readonly customArgs: Readonly<Record<string, string>>;
  readonly fileName: string;
  readonly bytes: number;
  /** Of the whole message, so that two of the same are seen as such. */
  readonly sha256: string;
}

/** What becomes of one request. Everything but `refuse` and the two that hang up early accepts the mail. */
export type Behaviour =
  | { readonly kind: "accept" }
  | { readonly kind: "refuse"; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Without having read the request. */
  | { readonly kind: "hang up" }
  /** Reads some of the request and no more. */
  | { readonly kind: "stall" }
  | { readonly kind: "accept, then hang up" }
  | {
      readonly kind: "accept, then answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Never answers. */
  | { readonly kind: "accept, then fall silent" }
  /** Answers one letter at a time, without end. */
  | { readonly kind: "accept, then drip"; readonly everyMs: number };

/** Events that the stand-in posts by itself once it has accepted a mail: late, twice, out of order, or never. */
export interface PlannedEvents {
  readonly kinds: readonly SendgridEventKind[];
  readonly afterMs: number;
  /** How often each post is made, though it was answered; 1 where absent. */
  readonly times?: number;
}

export interface SendgridServerOptions {
  readonly port?: number;
  readonly apiKey?: string;
  /** A file that outlives the stand-in: what was accepted before it was restarted counts on. */
  readonly acceptancesFile?: string;
  readonly keys?: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
  /** Whether to keep whole messages. */
  readonly keep?: boolean;
  /** `earlier`: how many requests about the delivery came before. Decided once the request has been read, where it is. */
  readonly behave?: (mail: AcceptedMail, earlier: number) => Behaviour | Promise<Behaviour>;
  /** Decided on the arrival of a request, before any of it is read; `undefined` reads it. */
  readonly beforeReading?: () => Extract<Behaviour, { kind: "refuse" | "hang up" | "stall" }> | undefined;
  readonly webhook?: {
    /** Where it is when a post is made: whoever is posted to may be started again somewhere else. */
    readonly url: string | (() => string);
    readonly plan: (mail: AcceptedMail) => readonly PlannedEvents[];
  };
}

/** SendGrid as its customers see it: `POST /v3/mail/send` and signed events. Counts honestly. */
export interface SendgridServer {
  readonly url: string;
  readonly apiKey: string;
  /** As SendGrid shows it: base64 of the DER of an SPKI. */
  readonly publicKey: string;
  /** Every mail that was ever accepted, in order, by this stand-in and those before it on the same file. */
  readonly accepted: readonly AcceptedMail[];
  /** With `keep`: the whole messages, in the order of `accepted`, of this stand-in only. */
  readonly messages: readonly Buffer[];
  acceptedOf(deliveryId: string): number;
  /** An event about a mail, with a fresh `sg_event_id`: post it as often as you like. */
  eventAbout(mail: AcceptedMail, kind: SendgridEventKind, at?: Date): SendgridEvent;
  /** Posts events, signed, to a webhook; answers the status. */
  post(webhookUrl: string, events: readonly SendgridEvent[], options?: { readonly at?: Date }): Promise<number>;
  /** By delivery: what planned posts have told about it, each answered with success. */
  readonly told: ReadonlyMap<string, readonly SendgridEventKind[]>;
  /** Resolves once every planned post has been made. */
  posted(): Promise<void>;
  close(): Promise<void>;
}

const requestBytesMax = 60_000_000;
/** SendGrid posts again for a day. */
const postAttemptsMax = 600;
const postAgainAfterMs = 200;

export async function startSendgridServer(options: SendgridServerOptions = {}): Promise<SendgridServer> {
  const { apiKey = "SG.test-key", acceptancesFile, keep = false, webhook } = options;
  const keys = options.keys ?? generateKeyPairSync("ec", { namedCurve: "P-256" });
  const accepted: AcceptedMail[] =
    acceptancesFile !== undefined && existsSync(acceptancesFile)
      ? linesOf(readFileSync(acceptancesFile, "utf8")).map((line) => JSON.parse(line) as AcceptedMail)
      : [];
  const messages: Buffer[] = [];
  const requests = new Map<string, number>();
  const told = new Map<string, SendgridEventKind[]>();
  const posting = new Set<Promise<void>>();
  const closing = new AbortController();

  const accept = async (mail: AcceptedMail, message: Buffer) => {
    if (acceptancesFile !== undefined) {
      // On the disk before its sender hears of it, and before this process can die of it.
      const file = await open(acceptancesFile, "a");
      await file.write(`${JSON.stringify(mail)}\n`);
      await file.sync();
      await file.close();
    }
    accepted.push(mail);
    if (keep) messages.push(message);
    for (const planned of webhook?.plan(mail) ?? []) {
      const done = postPlanned(mail, planned).finally(() => posting.delete(done));
      posting.add(done);
    }
  };

  const postPlanned = async (mail: AcceptedMail, { kinds, afterMs, times = 1 }: PlannedEvents) => {
    if (webhook === undefined) return;
    const events = kinds.map((kind) => eventAbout(mail, kind, new Date()));
    await pause(afterMs, closing.signal);
    for (let time = 1; time <= times; time += 1) {
      for (let attempt = 1; attempt <= postAttemptsMax && !closing.signal.aborted; attempt += 1) {
        const url = typeof webhook.url === "string" ? webhook.url : webhook.url();
        const status = await postEvents(url, events, keys.privateKey, new Date()).catch(() => 0);
        if (status >= 200 && status < 300) {
          told.set(mail.deliveryId, [...(told.get(mail.deliveryId) ?? []), ...kinds]);
          break;
        }
        await pause(postAgainAfterMs, closing.signal);
      }
    }
  };

  const server = createServer((request, response) => {
    request.on("error", () => undefined);
    void answer(request, response).catch((error: unknown) => {
      response.writeHead(500, { "x-stand-in-failed": String(error).replaceAll(/[^ -~]/g, " ") }).end();
    });
  });

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== "POST" || request.url !== "/v3/mail/send") return refuse(response, 404, "not found");
    const early = options.beforeReading?.();
    if (early?.kind === "hang up") return void request.socket.destroy();
    if (early?.kind === "stall") return void request.socket.pause();
    if (early !== undefined) return refuse(response, early.status, "as told", null, early.headers);
    if (request.headers.authorization !== `Bearer ${apiKey}`) {
      return refuse(response, 401, "The provided authorization grant is invalid, expired, or revoked");
    }
    if (request.headers["content-type"]?.split(";")[0] !== "application/json") {
      return refuse(response, 415, "Content-Type should be application/json.");
    }
    const body = await bodyOf(request);
    if (body === undefined) return refuse(response, 413, "Payload Too Large");
    const read = await readMailSend(body);
    if ("status" in read) return refuse(response, read.status, read.message, read.field);

    const mail: AcceptedMail = {
      deliveryId: read.headers["X-Delivery-Id"] ?? "",
      to: read.to,
      subject: read.subject,
      messageId: (read.headers["Message-ID"] ?? "").replaceAll(/[<>]/g, ""),
      providerMessageId: randomBytes(16).toString("base64url"),
      customArgs: read.customArgs,
      fileName: read.fileName,
      bytes: read.message.length,
      sha256: createHash("sha256").update(read.message).digest("hex"),
    };
    const earlier = requests.get(mail.deliveryId) ?? 0;
    requests.set(mail.deliveryId, earlier + 1);
    const behaviour = (await options.behave?.(mail, earlier)) ?? { kind: "accept" };
    switch (behaviour.kind) {
      case "refuse":
        return refuse(response, behaviour.status, "as told", null, behaviour.headers);
      case "hang up":
        return void request.socket.destroy();
      case "stall":
        return;
      default:
        await accept(mail, read.message);
    }
    switch (behaviour.kind) {
      case "accept":
        response.writeHead(202, { "x-message-id": mail.providerMessageId }).end();
        return;
      case "accept, then answer":
        return refuse(response, behaviour.status, "Internal Server Error", null, behaviour.headers);
      case "accept, then hang up":
        return void request.socket.destroy();
      case "accept, then fall silent":
        return;
      case "accept, then drip": {
        const letters = `HTTP/1.1 202 Accepted\r\nx-message-id: ${mail.providerMessageId}\r\nx-more: `;
        let sent = 0;
        const drip = setInterval(() => request.socket.write(letters[sent++] ?? "."), behaviour.everyMs);
        request.socket.once("close", () => clearInterval(drip));
      }
    }
  };

  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    apiKey,
    publicKey: keys.publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    accepted,
    messages,
    acceptedOf: (deliveryId) => accepted.filter((mail) => mail.deliveryId === deliveryId).length,
    eventAbout: (mail, kind, at = new Date()) => eventAbout(mail, kind, at),
    told,
    post: (url, events, { at = new Date() } = {}) => postEvents(url, events, keys.privateKey, at),
    posted: async () => {
      while (posting.size > 0) await Promise.all(posting);
    },
    close: async () => {
      closing.abort();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      await Promise.all(posting);
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > requestBytesMax) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  field: string | null = null,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify({ errors: [{ message, field, help: null }] }));
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}

/** Until then, or until it is over. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
