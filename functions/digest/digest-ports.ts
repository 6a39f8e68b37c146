import type { Blobs } from "../../shared/ports/blobs.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Events } from "../../shared/ports/events.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";

/** What the step needs of the world. */
export interface DigestPorts {
  readonly blobs: Blobs;
  readonly readModels: ReadModels;
  readonly events: Events;
  readonly clock: Clock;
}
