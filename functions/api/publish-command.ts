import { isDeepStrictEqual } from "node:util";
import { type Cause, type Envelope, firstCause } from "../../events/define-event.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Timers } from "../../shared/ports/timers.ts";
import type { ApiPorts, ApiSettings } from "./api-ports.ts";
import type { Call } from "./define-endpoint.ts";
import { Problem } from "./problem.ts";

/** What every endpoint is made from. */
export interface Api {
  readonly ports: ApiPorts;
  readonly settings: ApiSettings;
}

const effectWithinMs = 2000;
const pauseMsMax = 100;

type AnyCall = Pick<Call<unknown, unknown, unknown>, "method" | "path" | "idempotencyKey">;

/**
 * Where a command's chain begins: at the caller's key, else at `natural` (what makes two requests the same wish, such as
 * the state that the caller saw), else at a token, so that every request counts.
 */
export function causeOf({ ports, settings }: Api, call: AnyCall, natural?: string): Cause {
  return firstCause(settings.account, causeKeyOf(ports, call, natural));
}

export function causeKeyOf(ports: Pick<ApiPorts, "randomness">, call: AnyCall, natural?: string): string {
  const request = `http ${call.method} ${call.path}`;
  if (call.idempotencyKey !== undefined) return `${request} key ${call.idempotencyKey}`;
  return natural === undefined ? `${request} token ${ports.randomness.token()}` : `${request} state ${natural}`;
}

/**
 * When a command happens: now, but in any case after what the caller has seen of the thing, whatever the clock says.
 * @param stamps of the thing's read model: each begins with the time of a fact that it shows
 */
export function commandTime(clock: Clock, stamps: Readonly<Record<string, string>> = {}): Date {
  const seen = Object.values(stamps).map((stamp) => Date.parse(stamp.split(" ")[0] ?? "") + 1);
  return new Date(Math.max(clock.now().getTime(), ...seen.filter((time) => !Number.isNaN(time))));
}

interface Command {
  /** Throws the Problem that stands against the command. Not asked of one that has been carried out already. */
  allowed?(): Promise<unknown>;
  /** Whether the command's effect shows. */
  seen(): Promise<boolean>;
  readonly signal: AbortSignal;
}

/**
 * Publishes a command's one event, then waits a moment for its effect, so that who commands and then asks finds what
 * they did. A command that the journal knows already is not published again: the same key has one effect.
 * @throws Problem 422 where the caller's key has been used for another command
 */
export async function publishCommand({ ports }: Api, event: Envelope, command: Command): Promise<void> {
  const earlier = await ports.journal.find(event.account, event.id);
  if (earlier !== undefined) {
    if (!isSameFact(earlier, event)) throw keyReused();
    return;
  }
  await command.allowed?.();
  await ports.events.publish(event);
  ports.log.info(event.name, { step: "api", eventId: event.id, correlationId: event.correlationId });
  await awaitEffect(ports.timers, () => command.seen(), command.signal);
}

/** Who sends a key a second time says the same again. */
export function keyReused(): Problem {
  return new Problem(
    422,
    "request/key-reused",
    "This Idempotency-Key has been used for another request: use a new one for each wish.",
  );
}

/** Looks until it is there, or two seconds are over; soon at first, then ten times a second. */
export async function awaitEffect(timers: Timers, seen: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  let pauseMs = 5;
  for (let waitedMs = 0; waitedMs < effectWithinMs && !(await seen()); waitedMs += pauseMs) {
    if (signal.aborted) return;
    pauseMs = Math.min(pauseMs * 2, pauseMsMax);
    await new Promise<void>((resolve) => timers.after(pauseMs, resolve));
  }
}

/** Sealed fields differ at each sealing, and say the same. */
function isSameFact(one: Envelope, other: Envelope): boolean {
  return isDeepStrictEqual(comparable(one.data), comparable(other.data));
}

function comparable(data: unknown): unknown {
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).filter(([name, value]) => !name.startsWith("sealed") && value !== undefined),
  );
}
