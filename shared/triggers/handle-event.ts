import { accountErased } from "../../events/account-erased.ts";
import type { Envelope, EventDefinition, StepName } from "../../events/define-event.ts";
import { eventId } from "../../events/define-event.ts";
import { eventRejected, rejectedTextMax } from "../../events/event-rejected.ts";
import { Rejected } from "../../events/rejected.ts";
import { fromWire } from "../../events/wire.ts";
import { currentRequest } from "../current-request.ts";
import type { Erasures } from "../erasures.ts";
import type { Clock } from "../ports/clock.ts";
import type { Events } from "../ports/events.ts";
import type { Log } from "../ports/log.ts";

/** What a step does when one kind of event wakes it. */
export interface Handler {
  readonly name: string;
  handle(event: Envelope): Promise<void>;
}

/** Binds an event to the step it wakes. */
export function when<Name extends string, Data>(
  definition: EventDefinition<Name, Data>,
  step: (event: Envelope<Name, Data>) => Promise<void>,
): Handler {
  return { name: definition.name, handle: (event) => step(definition.parse(event)) };
}

export interface TriggerPorts {
  readonly events: Events;
  readonly clock: Clock;
  readonly log: Log;
  /** What knows which accounts are no more. Absent where there is nothing to look it up in. */
  readonly erasures?: Pick<Erasures, "isErased">;
}

/** Takes one event off the wire. Resolving acknowledges it; throwing asks for it again, later. */
export type EventHandler = (wire: unknown) => Promise<void>;

/**
 * Turns a step's handlers into one that takes any event of its subscription. What no retry can repair is kept aside as
 * `event.rejected` and acknowledged; everything else that goes wrong is thrown.
 */
export function handleEvents(step: StepName, handlers: readonly Handler[], ports: TriggerPorts): EventHandler {
  const byName = new Map(handlers.map((handler) => [handler.name, handler]));
  return async (wire) => {
    const startedAt = performance.now();
    let event: Envelope | undefined;
    try {
      event = fromWire(wire);
      const handler = byName.get(event.name);
      if (handler === undefined) throw new Rejected("event/unknown", `${step} does not know ${event.name}.`);
      if (await isOfErasedAccount(step, event, ports)) {
        ports.log.info("event.of-erased-account", fieldsOf(step, event));
        return;
      }
      await handler.handle(event);
      const counts = currentRequest()?.counts;
      ports.log.info(event.name, { ...fieldsOf(step, event), durationMs: millisecondsSince(startedAt), ...counts });
    } catch (error) {
      if (!(error instanceof Rejected)) {
        ports.log.warn("step.threw", {
          ...(event && fieldsOf(step, event)),
          durationMs: millisecondsSince(startedAt),
          reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        });
        throw error;
      }
      ports.log.warn("event.rejected", { step, code: error.code, eventId: event?.id });
      await keepAside(step, wire, event, error, ports);
    }
  };
}

/**
 * What was under way when its account was erased is acknowledged and forgotten: nothing of it comes back. Only that it has been
 * erased is listened to, and the step that erases goes on with that.
 */
async function isOfErasedAccount(step: StepName, event: Envelope, { erasures }: TriggerPorts): Promise<boolean> {
  if (erasures === undefined || step === "housekeep" || event.name === accountErased.name) return false;
  return await erasures.isErased(event.account);
}

/** Records what no retry can repair, for a person to look at. */
export async function keepAside(
  step: StepName,
  wire: unknown,
  event: Envelope | undefined,
  error: Rejected,
  ports: TriggerPorts,
) {
  const received = JSON.stringify(wire) ?? String(wire);
  const id = event?.id ?? eventId("malformed", "event", received);
  const cause = { id, account: event?.account ?? "unknown", correlationId: event?.correlationId ?? id };
  await ports.events.publish(
    eventRejected.from(cause, {
      subject: `${step}/${event?.subject ?? id}`,
      at: ports.clock.now(),
      data: { step, code: error.code, message: error.message, received: received.slice(0, rejectedTextMax) },
    }),
  );
}

function fieldsOf(step: StepName, event: Envelope) {
  return { step, eventId: event.id, correlationId: event.correlationId };
}

function millisecondsSince(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 10) / 10;
}
