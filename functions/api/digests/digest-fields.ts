import * as z from "zod";
import { DigestSettings, digestLimits } from "../../../events/digest-settings.ts";
import { ruleMistake } from "../../../shared/digests/rules.ts";
import { isTimeZone, scheduleMistake } from "../../../shared/digests/schedule.ts";
import { devices } from "../../../shared/read-models/devices.ts";
import { subscriptions } from "../../../shared/read-models/subscriptions.ts";
import { invalidRequest, type Mistake } from "../problem.ts";
import type { Api } from "../publish-command.ts";

const { shape } = DigestSettings;

export const Cron = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .superRefine((cron, context) => {
    // Whatever the zone, it strikes or it does not.
    const mistake = scheduleMistake(cron, "UTC");
    if (mistake !== undefined) context.addIssue({ code: "custom", message: `cannot be kept: ${mistake}` });
  })
  .meta({ description: "Five fields, read in `timeZone`: `0 6 * * *` is every day at six" });
export const TimeZone = z
  .string()
  .min(1)
  .max(100)
  .refine(isTimeZone, { message: "is no time zone of the IANA database, such as Europe/Berlin" });
export const QuietDays = shape.quietDays.meta({
  description: "Days of the week without an edition, 0 for Sunday; what arrives on them comes in the next one",
});
const Rules = z
  .array(
    z
      .string()
      .trim()
      .min(1)
      .max(digestLimits.ruleLengthMax)
      .superRefine((rule, context) => {
        const mistake = ruleMistake(rule);
        if (mistake !== undefined) context.addIssue({ code: "custom", message: `is no rule: ${mistake}` });
      }),
  )
  .max(digestLimits.rulesMax)
  .meta({ description: "Words, phrases, beginnings (`climat*`), or expressions between slashes (`/v\\d+\\.0/`)" });

const fields = {
  name: z
    .string()
    .trim()
    .min(1)
    .max(digestLimits.nameLengthMax)
    .regex(/^\P{Cc}*$/u, "may have no control characters"),
  feeds: shape.feeds.meta({ description: "Ids of feeds, or `all` there are when it is compiled" }),
  cron: Cron,
  timeZone: TimeZone,
  articlesMax: shape.articlesMax,
  scoreMin: shape.scoreMin,
  maxAgeDays: shape.maxAgeDays,
  include: Rules,
  exclude: Rules,
  sections: shape.sections,
  devices: shape.devices.meta({ description: "Ids of devices; none: those that get every new book" }),
  paused: shape.paused,
  quietDays: QuietDays,
};

/** A digest as it can be asked for: its name is enough. */
export function newDigest(timeZone: string) {
  return z.object({
    name: fields.name,
    feeds: fields.feeds.default("all"),
    cron: fields.cron.default("0 6 * * *"),
    timeZone: fields.timeZone.default(timeZone),
    articlesMax: fields.articlesMax.default(30),
    scoreMin: fields.scoreMin.default(0),
    maxAgeDays: fields.maxAgeDays.default(3),
    wordsMax: shape.wordsMax,
    pagesMax: shape.pagesMax,
    include: fields.include.default([]),
    exclude: fields.exclude.default([]),
    sections: fields.sections.default("feed"),
    devices: fields.devices.default([]),
    paused: fields.paused.default(false),
    quietDays: fields.quietDays.default([]),
  });
}

export const DigestChangeBody = z
  .object({ ...fields, wordsMax: shape.wordsMax.nullable(), pagesMax: shape.pagesMax.nullable() })
  .partial()
  .strict()
  .refine((change) => Object.keys(change).length > 0, { message: "names nothing to change" });

/** Feeds and devices have to be the account's own. @throws Problem 400 with each that is not */
export async function checkReferences(
  { ports, settings }: Api,
  named: { readonly feeds?: DigestSettings["feeds"] | undefined; readonly devices?: readonly string[] | undefined },
): Promise<void> {
  const { readModels } = ports;
  const mistakes: Mistake[] = [];
  for (const [index, id] of (named.feeds === "all" ? [] : (named.feeds ?? [])).entries()) {
    const found = await readModels.get(subscriptions, settings.account, id);
    if (found?.removed !== false) {
      mistakes.push({ path: `feeds.${index}`, message: `is no feed that you have subscribed to: ${id}` });
    }
  }
  for (const [index, id] of (named.devices ?? []).entries()) {
    const found = await readModels.get(devices, settings.account, id);
    if (found?.removed !== false) {
      mistakes.push({ path: `devices.${index}`, message: `is no device of yours: ${id}` });
    }
  }
  if (mistakes.length > 0) throw invalidRequest(mistakes);
}
