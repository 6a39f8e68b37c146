import type { Request, Response } from "@google-cloud/functions-framework";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";

/** One tick of a schedule. The same tick, told again, has the same slot. */
export interface Tick {
  /** When the schedule struck, which may be some time ago. */
  readonly slot: Date;
  /** The schedule's name, where the caller says it. */
  readonly job: string | undefined;
}

/**
 * A function that Cloud Scheduler calls over HTTP. 204 says that it is done; any error asks for another call, and tells
 * the caller nothing more: the framework would send an error's message out.
 */
export function onSchedule(ports: { readonly clock: Clock; readonly log: Log }, run: (tick: Tick) => Promise<void>) {
  return async (request: Request, response: Response): Promise<void> => {
    const struckAt = new Date(request.get("x-cloudscheduler-scheduletime") ?? "");
    const slot = Number.isNaN(struckAt.getTime()) ? ports.clock.now() : struckAt;
    try {
      await run({ slot, job: request.get("x-cloudscheduler-jobname") });
      response.status(204).end();
    } catch (error) {
      ports.log.error("schedule.failed", {
        reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      });
      response.status(500).end();
    }
  };
}
