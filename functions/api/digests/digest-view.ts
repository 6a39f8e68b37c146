import * as z from "zod";
import { DigestSettings } from "../../../events/digest-settings.ts";
import { Time } from "../../../events/values.ts";
import type { Digest } from "../../../shared/read-models/digests.ts";
import { nextRuns } from "./next-runs.ts";
import { scheduleInWords } from "./schedule-in-words.ts";

export const DigestView = z.object({
  id: z.string(),
  ...DigestSettings.shape,
  schedule: z.string().meta({ description: "When it comes, in words" }),
  nextRunAt: Time.optional().meta({ description: "Absent while it is paused" }),
  nextRuns: z.array(Time).meta({ description: "The next five, quiet days left out" }),
  definedAt: Time,
});
export type DigestView = z.infer<typeof DigestView>;

export const exampleDigest: DigestView = {
  id: "8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c3b",
  name: "Morning paper",
  feeds: "all",
  cron: "0 6 * * *",
  timeZone: "Europe/Berlin",
  articlesMax: 30,
  scoreMin: 0,
  maxAgeDays: 3,
  include: [],
  exclude: ["celebrity*"],
  sections: "feed",
  devices: [],
  paused: false,
  quietDays: [],
  schedule: "every day at 06:00",
  nextRunAt: "2026-03-02T05:00:00.000Z",
  nextRuns: ["2026-03-02T05:00:00.000Z", "2026-03-03T05:00:00.000Z"],
  definedAt: "2026-03-01T08:00:00.000Z",
};

/** A digest that is there, with when it comes next. */
export function digestView({ id, definedAt }: Digest, settings: DigestSettings, now: Date): DigestView {
  const runs = settings.paused ? [] : nextRuns(settings, now).map((run) => run.toISOString());
  const [next] = runs;
  return {
    id,
    ...settings,
    schedule: scheduleInWords(settings.cron),
    ...(next !== undefined && { nextRunAt: next }),
    nextRuns: runs,
    definedAt,
  };
}
