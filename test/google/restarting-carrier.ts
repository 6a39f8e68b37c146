import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import type { SendgridEvent, SendgridEventKind } from "../sendgrid-events.ts";
import {
  type AcceptedMail,
  type Behaviour,
  type PlannedEvents,
  type SendgridServer,
  startSendgridServer,
} from "../sendgrid-server.ts";

/** SendGrid's stand-in as an installation knows it: one address and one key, however often it is started again. */
export interface RestartingCarrier {
  readonly url: string;
  readonly apiKey: string;
  readonly publicKey: string;
  /** What becomes of each request; everything is accepted where it is not set. */
  behave: (mail: AcceptedMail) => Behaviour | Promise<Behaviour>;
  /** What it tells by its webhook, once it has accepted a mail. */
  plan: (mail: AcceptedMail) => readonly PlannedEvents[];
  /** Every mail that was ever accepted: that outlives a restart. */
  accepted(): readonly AcceptedMail[];
  /** The deliveries of which it has told this, and was answered with success. */
  toldOf(kind: SendgridEventKind): ReadonlySet<string>;
  eventAbout(mail: AcceptedMail, kind: SendgridEventKind): SendgridEvent;
  post(events: readonly SendgridEvent[]): Promise<number>;
  /** Resolves once every planned post has been made. */
  posted(): Promise<void>;
  /** Whatever is under way is broken off, and what was accepted is known by its file alone. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** @param webhookUrl where mail-events takes its posts at that moment */
export async function startCarrier(folder: string, webhookUrl: () => string): Promise<RestartingCarrier> {
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const told: [deliveryId: string, kinds: readonly SendgridEventKind[]][] = [];
  const start = (port = 0): Promise<SendgridServer> =>
    startSendgridServer({
      port,
      keys,
      acceptancesFile: join(folder, "acceptances"),
      behave: (mail) => carrier.behave(mail),
      webhook: { url: webhookUrl, plan: (mail) => carrier.plan(mail) },
    });
  const first = await start();
  let server = first;
  const carrier: RestartingCarrier = {
    url: first.url,
    apiKey: first.apiKey,
    publicKey: first.publicKey,
    behave: () => ({ kind: "accept" }),
    plan: () => [],
    accepted: () => server.accepted,
    toldOf: (kind) =>
      new Set([...told, ...server.told].filter(([, kinds]) => kinds.includes(kind)).map(([deliveryId]) => deliveryId)),
    eventAbout: (mail, kind) => server.eventAbout(mail, kind),
    post: (events) => server.post(webhookUrl(), events),
    posted: () => server.posted(),
    restart: async () => {
      await server.close();
      told.push(...server.told);
      server = await start(Number(new URL(first.url).port));
    },
    close: () => server.close(),
  };
  return carrier;
}
