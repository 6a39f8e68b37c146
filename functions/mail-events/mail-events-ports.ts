import type { KeyObject } from "node:crypto";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Events } from "../../shared/ports/events.ts";
import type { Journal } from "../../shared/ports/journal.ts";
import type { Ledger } from "../../shared/ports/ledger.ts";
import type { Log } from "../../shared/ports/log.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import type { Secrets } from "../../shared/ports/secrets.ts";

/** What the step needs of the world. */
export interface MailEventsPorts {
  readonly events: Events;
  /** Only read: `deliver` alone writes it. */
  readonly ledger: Pick<Ledger, "read">;
  readonly readModels: ReadModels;
  readonly journal: Pick<Journal, "find">;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
}

export interface MailEventsSettings {
  /** Whose mail comes in, asked with each that may: mail names no account, and its owner may go on under another name. */
  readonly account: () => Promise<string>;
  /** SendGrid's public keys, two while they are changed. Where there is none, nobody can post events. */
  readonly eventKeys: readonly KeyObject[];
  /** What SendGrid shows when it posts a mail. Absent: nobody can. */
  readonly inboundPassword: string | undefined;
}
