import type { Blobs } from "../../shared/ports/blobs.ts";
import type { Clock, Randomness } from "../../shared/ports/clock.ts";
import type { Events } from "../../shared/ports/events.ts";
import type { Log } from "../../shared/ports/log.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import type { Secrets } from "../../shared/ports/secrets.ts";
import type { Timers } from "../../shared/ports/timers.ts";
import type { Web } from "../../shared/ports/web.ts";
import type { Workshop } from "../../shared/ports/workshop.ts";

/** What the step needs of the world. */
export interface FetchPorts {
  readonly blobs: Blobs;
  readonly readModels: ReadModels;
  readonly events: Events;
  readonly web: Web;
  /** Where large feeds are read. */
  readonly workshop: Workshop;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomness: Randomness;
  readonly secrets: Secrets;
  readonly log: Log;
  readonly settings: {
    /** Where the internet reaches us, without a slash behind: hubs can tell us what is new. Absent: it does not. */
    readonly publicUrl: string | undefined;
  };
}
