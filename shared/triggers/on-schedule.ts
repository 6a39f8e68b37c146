import type { Request, Response } from "@google-cloud/functions-framework";
import type { Clock } from "../ports/clock.ts";
import { noTracing } from "../ports/tracing.ts";
import { admit, answerFailure } from "./answer-delivery.ts";
import type { Caller } from "./google-caller.ts";
import type { DeliveryPorts } from "./on-event.ts";
import { withinDelivery } from "./within-delivery.ts";

/** One tick of a schedule. The same tick, told again, has the same slot. */
export interface Tick {
  /** When the schedule struck, which may be some time ago. */
  readonly slot: Date;
  /** The schedule's name, where the caller says it. */
  readonly job: string | undefined;
}

/**
 * A function that Cloud Scheduler calls over HTTP, with a token of Google's. 204 says that it is done; any error asks for
 * another call, and tells the caller nothing more.
 */
export function onSchedule(
  name: string,
  caller: Caller,
  ports: DeliveryPorts & { readonly clock: Clock },
  run: (tick: Tick) => Promise<void>,
) {
  const { clock, log, tracing = noTracing } = ports;
  return async (request: Request, response: Response): Promise<void> => {
    if (!(await admit(request, response, caller, log))) return;
    const struckAt = new Date(request.get("x-cloudscheduler-scheduletime") ?? "");
    const slot = Number.isNaN(struckAt.getTime()) ? clock.now() : struckAt;
    const job = request.get("x-cloudscheduler-jobname");
    try {
      await withinDelivery(request, undefined, () => tracing.span(`${name} tick`, {}, () => run({ slot, job })));
      response.status(204).end();
    } catch (error) {
      answerFailure(error, response, log, "schedule.failed");
    }
  };
}
