import type { Blobs } from "../../shared/ports/blobs.ts";
import type { Clock, Randomness } from "../../shared/ports/clock.ts";
import type { Events } from "../../shared/ports/events.ts";
import type { Journal } from "../../shared/ports/journal.ts";
import type { Ledger } from "../../shared/ports/ledger.ts";
import type { Log } from "../../shared/ports/log.ts";
import type { Progress } from "../../shared/ports/progress.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import type { Secrets } from "../../shared/ports/secrets.ts";
import type { Timers } from "../../shared/ports/timers.ts";
import type { Uploads } from "../../shared/ports/uploads.ts";
import type { Vitals } from "../../shared/ports/vitals.ts";

/** What the API needs of the world. */
export interface ApiPorts {
  readonly events: Events;
  readonly readModels: ReadModels;
  readonly journal: Journal;
  readonly blobs: Blobs;
  /** Only read, for what no read model shows: who is being mailed to at this moment. */
  readonly ledger: Pick<Ledger, "read">;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly timers: Timers;
  readonly log: Log;
  readonly vitals: Vitals;
  /** Absent on one machine, where files come in through the API or the inbox. */
  readonly uploads?: Uploads;
  /** Of conversions that go on, where they can be seen from here. */
  readonly progress: Progress;
}

export interface ApiSettings {
  /** Whose library this is: `home` on one machine. */
  readonly account: string;
  /** The owner's bearer token. */
  readonly token: string;
  /** Domains that a device's address may have, lower-case. */
  readonly deviceDomains: readonly string[];
  /** The approved sender: what the page tells its reader to enter at Amazon. */
  readonly mailFrom: string;
  /** Whether no carrier is set, so that each mail is only written into a folder here. */
  readonly mailStaysHere: boolean;
  /** What is exempt from the rule that feeds lie on the public internet: `host:port` or CIDR. */
  readonly fetchAllow: readonly string[];
  /** Where its readers are, unless they say otherwise: a name of the IANA database. */
  readonly timeZone: string;
  /** Bound to loopback only: then a `Host` header that names anything else comes from a rebound name, and is refused. */
  readonly loopback: boolean;
  /** Aborts when the server stops: streams end then, so that it can. */
  readonly stopping: AbortSignal;
}
