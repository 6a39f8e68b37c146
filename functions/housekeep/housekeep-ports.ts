import type { Blobs } from "../../shared/ports/blobs.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Events } from "../../shared/ports/events.ts";
import type { Journal } from "../../shared/ports/journal.ts";
import type { Ledger } from "../../shared/ports/ledger.ts";
import type { Log } from "../../shared/ports/log.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import type { Remains } from "../../shared/ports/remains.ts";

/** What the step needs of the world. */
export interface HousekeepPorts {
  readonly journal: Journal;
  readonly readModels: ReadModels;
  readonly ledger: Ledger;
  readonly blobs: Blobs;
  readonly remains: Remains;
  readonly events: Events;
  readonly clock: Clock;
  readonly log: Log;
}
