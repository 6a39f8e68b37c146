import type { Blobs } from "../../shared/ports/blobs.ts";
import type { Clock, Randomness } from "../../shared/ports/clock.ts";
import type { Events } from "../../shared/ports/events.ts";
import type { Log } from "../../shared/ports/log.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import type { Timers } from "../../shared/ports/timers.ts";
import type { Web } from "../../shared/ports/web.ts";
import type { Workshop } from "../../shared/ports/workshop.ts";
import type { PageGate } from "../../shared/web/page-gate.ts";

/** What the step needs of the world. */
export interface ExtractPorts {
  readonly blobs: Blobs;
  readonly readModels: ReadModels;
  readonly web: Web;
  /** Whether a page may be fetched at all. */
  readonly pageGate: PageGate;
  readonly workshop: Workshop;
  readonly events: Events;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomness: Randomness;
  readonly log: Log;
}
