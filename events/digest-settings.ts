import * as z from "zod";

/** Everything that a digest's list of words, feeds or devices may hold at most. */
export const digestLimits = {
  nameLengthMax: 100,
  feedsMax: 2000,
  rulesMax: 100,
  ruleLengthMax: 200,
  devicesMax: 20,
  articlesMax: 500,
  maxAgeDaysMax: 30,
  wordsMax: 500_000,
  pagesMax: 1000,
} as const;

/** A recurring newspaper, as its reader wants it. */
export const DigestSettings = z.object({
  name: z.string().min(1).max(digestLimits.nameLengthMax),
  /** Ids of subscriptions, or every one there is when it is compiled. */
  feeds: z.union([z.literal("all"), z.array(z.string()).max(digestLimits.feedsMax)]),
  /** Five fields, read in `timeZone`. */
  cron: z.string().min(1).max(200),
  /** A name of the IANA database. */
  timeZone: z.string().min(1).max(100),
  /** At most so many articles, each of at least that score (0 to 100), none older than so many days. */
  articlesMax: z.int().min(1).max(digestLimits.articlesMax),
  scoreMin: z.int().min(0).max(100),
  maxAgeDays: z.int().min(1).max(digestLimits.maxAgeDaysMax),
  /** Of the whole edition. A page is what a six-inch Kindle shows: about 250 words. Absent: no limit of that kind. */
  wordsMax: z.int().min(100).max(digestLimits.wordsMax).optional(),
  pagesMax: z.int().min(1).max(digestLimits.pagesMax).optional(),
  /** Words and phrases (`climate`, `climat*`, `"central bank"`) or expressions between slashes (`/v\d+\.0/`). */
  include: z.array(z.string().min(1).max(digestLimits.ruleLengthMax)).max(digestLimits.rulesMax),
  exclude: z.array(z.string().min(1).max(digestLimits.ruleLengthMax)).max(digestLimits.rulesMax),
  sections: z.enum(["feed", "folder"]),
  /** Ids of devices. Empty: those that get every new book get it. */
  devices: z.array(z.string()).max(digestLimits.devicesMax),
  /** No edition is compiled until it is taken back. */
  paused: z.boolean(),
  /** Days of the week without an edition, 0 for Sunday, in `timeZone`. What arrives on them comes in the next one. */
  quietDays: z.array(z.int().min(0).max(6)).max(6),
});
export type DigestSettings = z.infer<typeof DigestSettings>;

/** What its reader has changed of it. `null` takes a limit away. */
export const DigestChange = DigestSettings.partial().extend({
  wordsMax: DigestSettings.shape.wordsMax.nullable(),
  pagesMax: DigestSettings.shape.pagesMax.nullable(),
});
export type DigestChange = z.infer<typeof DigestChange>;
