import * as z from "zod";
import { Time } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const DigestSchedule = z.object({
  digestId: z.string(),
  account: z.string(),
  cron: z.string(),
  timeZone: z.string(),
  paused: z.boolean(),
  /** Neither paused nor removed. */
  active: z.boolean(),
  /** When it strikes next; the end of all times where it does not. */
  nextAt: Time,
  /** The newest fact of each kind that has been applied, by event name; and of each setting, by its name. */
  stamps: z.record(z.string(), z.string()),
});
export type DigestSchedule = z.infer<typeof DigestSchedule>;

/** When a digest strikes next that does not strike: the end of all times. */
export const neverAt = "9999-12-31T23:59:59.999Z";

/**
 * When each digest of each account strikes next, in the public account so that `poll` finds what is due in one query. Written by
 * `digest` itself: it is the step's own memory. A rebuild leaves it alone, and makes it from digests and editions where it is lost.
 */
export const digestSchedules: ReadModel<DigestSchedule> = {
  name: "digest-schedules",
  writer: "digest",
  schema: DigestSchedule,
  queries: {
    due: { where: ["active"], orderBy: "nextAt", direction: "ascending" },
    ofAccount: { where: ["account"], orderBy: "digestId", direction: "ascending" },
  },
};
