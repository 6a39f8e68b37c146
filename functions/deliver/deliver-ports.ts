import type { Blobs } from "../../shared/ports/blobs.ts";
import type { Clock, Randomness } from "../../shared/ports/clock.ts";
import type { Events } from "../../shared/ports/events.ts";
import type { Ledger } from "../../shared/ports/ledger.ts";
import type { Mail } from "../../shared/ports/mail.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import type { Secrets } from "../../shared/ports/secrets.ts";

/** What the step needs of the world. */
export interface DeliverPorts {
  readonly ledger: Ledger;
  readonly mail: Mail;
  readonly blobs: Blobs;
  readonly readModels: ReadModels;
  readonly secrets: Secrets;
  readonly events: Events;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly settings: DeliverSettings;
}

export interface DeliverSettings {
  /** The approved sender. */
  readonly mailFrom: string;
  /** Lower-case domains that a device's address may have. */
  readonly deviceDomains: readonly string[];
}
