import type { DigestChanged } from "../../events/digest-changed.ts";
import type { DigestDefined } from "../../events/digest-defined.ts";
import type { DigestRemoved } from "../../events/digest-removed.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { digestSchedules } from "../../shared/read-models/digest-schedules.ts";
import type { DigestPorts } from "./digest-ports.ts";
import { scheduleAfter, struckSchedule } from "./schedule-after.ts";

/** Keeps in step with the digest when it strikes next: for `poll`, which looks at those of all accounts at once. */
export async function keepSchedule(
  event: DigestDefined | DigestChanged | DigestRemoved,
  { readModels, clock }: Pick<DigestPorts, "readModels" | "clock">,
): Promise<void> {
  await readModels.update(digestSchedules, publicAccount, event.data.digestId, (before) =>
    scheduleAfter(before, event, clock.now()),
  );
}

/** It has struck: the next time is after now, so that of several that were missed one is caught up. */
export async function advanceSchedule(
  digestId: string,
  slot: Date,
  { readModels, clock }: Pick<DigestPorts, "readModels" | "clock">,
): Promise<void> {
  await readModels.update(digestSchedules, publicAccount, digestId, (before) =>
    before === undefined ? before : struckSchedule(before, slot, clock.now()),
  );
}
