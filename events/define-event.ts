import { createHash } from "node:crypto";
import * as z from "zod";
import { Rejected } from "./rejected.ts";

/** Every step, by its deployed name. */
export const stepNames = [
  "ingest",
  "format",
  "poll",
  "fetch",
  "extract",
  "digest",
  "deliver",
  "mail-events",
  "project",
  "api",
  "dead-letter",
  "housekeep",
] as const;
export type StepName = (typeof stepNames)[number];

/** What has happened, with where it came from. Times are ISO 8601 in UTC. */
export interface Envelope<Name extends string = string, Data = unknown> {
  /** A hash of the cause's id, the name and the subject: repeating a step repeats the id. */
  readonly id: string;
  readonly name: Name;
  readonly version: number;
  readonly account: string;
  /** The id of the thing it happened to: a book, a delivery, a device. */
  readonly subject: string;
  readonly occurredAt: string;
  /** One for everything that follows from one first cause: from the drop to the device. */
  readonly correlationId: string;
  readonly causationId: string;
  readonly data: Data;
}

/** What an event follows from: another event, or a first cause. */
export type Cause = Pick<Envelope, "id" | "account" | "correlationId">;

export interface EventDefinition<Name extends string = string, Data = unknown> {
  readonly name: Name;
  readonly version: number;
  /** The steps that announce it. */
  readonly publishedBy: readonly StepName[];
  /** The steps that act on it. `project` keeps every event, and is not repeated here. */
  readonly consumedBy: readonly StepName[];
  readonly data: z.ZodType<Data>;
  from(cause: Cause, fact: { subject: string; at: Date; data: Data }): Envelope<Name, Data>;
  /** Climbs the upcasters to the present version, then checks the data. @throws Rejected `event/malformed`; NewerEvent */
  parse(envelope: Envelope): Envelope<Name, Data>;
}

export type EventOf<Definition> =
  Definition extends EventDefinition<infer Name, infer Data> ? Envelope<Name, Data> : never;

/** An order of deployment, not bad data: thrown so that the event is delivered again once this consumer is newer. */
export class NewerEvent extends Error {
  constructor(name: string, found: number, known: number) {
    super(`${name} version ${found} is newer than version ${known}, which is all that this step knows`);
    this.name = "NewerEvent";
  }
}

interface Specification<Name extends string, Data> {
  name: Name;
  version: number;
  publishedBy: readonly StepName[];
  consumedBy?: readonly StepName[];
  data: z.ZodType<Data>;
  /** `upcasters[n]` turns data of version n into data of version n + 1. Never edited once published. */
  upcasters?: Readonly<Record<number, (older: unknown) => unknown>>;
}

export function defineEvent<const Name extends string, Data>(
  specification: Specification<Name, Data>,
): EventDefinition<Name, Data> {
  const { name, version, publishedBy, consumedBy = [], data: schema, upcasters = {} } = specification;
  for (let older = 1; older < version; older += 1) {
    if (upcasters[older] === undefined) throw new Error(`${name} has no upcaster from version ${older}`);
  }
  return {
    name,
    version,
    publishedBy,
    consumedBy,
    data: schema,
    from: (cause, { subject, at, data }) => ({
      id: eventId(cause.id, name, subject),
      name,
      version,
      account: cause.account,
      subject,
      occurredAt: at.toISOString(),
      correlationId: cause.correlationId,
      causationId: cause.id,
      data: schema.parse(data),
    }),
    parse: (envelope) => {
      if (envelope.name !== name) throw new Rejected("event/malformed", `Expected ${name}, found ${envelope.name}.`);
      if (envelope.version > version) throw new NewerEvent(name, envelope.version, version);
      let data = envelope.data;
      for (let from = envelope.version; from < version; from += 1) {
        const climb = upcasters[from];
        if (climb === undefined) throw new Rejected("event/malformed", `${name} never had a version ${from}.`);
        data = climb(data);
      }
      const checked = schema.safeParse(data);
      if (!checked.success) {
        throw new Rejected("event/malformed", `${name}: ${z.prettifyError(checked.error)}`, { cause: checked.error });
      }
      return { ...envelope, name, version, data: checked.data };
    },
  };
}

/** 32 hex digits: 128 bits of SHA-256 over the parts, each with its length in front so that no two lists collide. */
export function hashOf(...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest("hex").slice(0, 32);
}

export function eventId(causeId: string, name: string, subject: string): string {
  return hashOf("event", causeId, name, subject);
}

/**
 * Where a chain begins. `key` is never random: an upload's generation, a schedule's slot, the key that a caller sent.
 * The same key gives the same chain, so that a repeated upload notification or a repeated request changes nothing.
 */
export function firstCause(account: string, key: string): Cause {
  const id = hashOf("first", account, key);
  return { id, account, correlationId: id };
}
