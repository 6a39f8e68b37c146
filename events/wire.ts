import * as z from "zod";
import type { Envelope } from "./define-event.ts";
import { Rejected } from "./rejected.ts";

/**
 * A CloudEvents 1.0 event in structured JSON mode: how events lie in the embedded queue, and what the `data` of a
 * Pub/Sub message decodes to. Extension names are lower-case letters and digits, as CloudEvents 1.0 section 3.1 demands.
 */
const Wire = z.object({
  specversion: z.literal("1.0"),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  subject: z.string(),
  time: z.iso.datetime(),
  datacontenttype: z.literal("application/json"),
  dataversion: z.int().positive(),
  account: z.string().min(1),
  correlationid: z.string().min(1),
  causationid: z.string().min(1),
  data: z.unknown(),
});
export type WireEvent = z.infer<typeof Wire>;

const source = "/kindle-content-server";

export function toWire(event: Envelope): WireEvent {
  return {
    specversion: "1.0",
    id: event.id,
    source,
    type: event.name,
    subject: event.subject,
    time: event.occurredAt,
    datacontenttype: "application/json",
    dataversion: event.version,
    account: event.account,
    correlationid: event.correlationId,
    causationid: event.causationId,
    data: event.data,
  };
}

/** Checks the envelope only; its definition checks the data. @throws Rejected `event/malformed` */
export function fromWire(wire: unknown): Envelope {
  const checked = Wire.safeParse(wire);
  if (!checked.success) {
    throw new Rejected("event/malformed", `Not a CloudEvent of ours: ${z.prettifyError(checked.error)}`, {
      cause: checked.error,
    });
  }
  const event = checked.data;
  return {
    id: event.id,
    name: event.type,
    version: event.dataversion,
    account: event.account,
    subject: event.subject,
    occurredAt: event.time,
    correlationId: event.correlationid,
    causationId: event.causationid,
    data: event.data,
  };
}
