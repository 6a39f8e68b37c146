import * as z from "zod";
import { Code, Time } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const Feed = z.object({
  id: z.string(),
  /** Where it is asked for. */
  url: z.string(),
  /** Empty until it has answered. */
  title: z.string(),
  siteUrl: z.string().optional(),
  language: z.string().optional(),
  /**
   * `active`: asked when it is due. `idle`: nobody subscribes to it. `gone`: its publisher says that it is no more.
   * `moved`: another feed brings what it brought.
   */
  state: z.enum(["active", "idle", "gone", "moved"]),
  /** Where a `moved` one leads to. */
  leadsTo: z.string().optional(),
  /** When it is asked next; of one that is not active, when it would be. */
  nextFetchAt: Time,
  lastFetchedAt: Time.optional(),
  /** What its server answered last: 200, 304, ... Absent where it did not answer. */
  lastStatus: z.int().optional(),
  /** When it last had something new. */
  lastChangedAt: Time.optional(),
  /** In a row; 0 where it works. */
  failures: z.int().nonnegative(),
  failingSince: Time.optional(),
  code: Code.optional(),
  /** What is wrong, in a sentence. */
  message: z.string().optional(),
  /** Raised by one with every change. */
  version: z.int().positive(),
  /** Whoever is asking right now, and until when they may. */
  lease: z.object({ token: z.string(), until: Time }).optional(),
  /** As its server sent them, to be sent back unchanged, and the address that they belong to. */
  validators: z
    .object({ url: z.string(), etag: z.string().optional(), lastModified: z.string().optional() })
    .optional(),
  /** With whom its requests take turns (`feed-hosts`). */
  host: z.string().optional(),
  /** Readers who get what it brings, told to its publisher. */
  subscribers: z.int().nonnegative().optional(),
  /** Its server wants to be left alone until then. */
  notBefore: Time.optional(),
  /** Until when its server says that nothing changes. */
  freshUntil: Time.optional(),
  /** When it was read as a whole for the first time. */
  readWholeAt: Time.optional(),
  /** SHA-256 of the body that was read last. */
  bodySha256: z.string().optional(),
  /** How often its publisher says that it changes. */
  pace: z
    .object({
      ttlMinutes: z.number().optional(),
      updatePeriodMinutes: z.number().optional(),
      skipHours: z.array(z.int()),
      skipDays: z.array(z.int()),
    })
    .optional(),
  /** How many items it showed when it was read last. */
  items: z.int().nonnegative().optional(),
  /** Its hub tells us what is new, until then. */
  hubUntil: Time.optional(),
  /** Milliseconds between two of its newest items, observed. */
  gapMs: z.number().nonnegative().optional(),
  /** When its newest item is from. */
  newestAt: Time.optional(),
  /** Another address that it says it has moved to, and since when it has said so without a break. */
  moving: z
    .object({
      to: z.string(),
      why: z.enum(["page", "redirect", "feed"]),
      since: Time,
      lastAt: Time,
      times: z.int().positive(),
    })
    .optional(),
  /** Addresses that it was at before. */
  formerUrls: z.array(z.string()).optional(),
  /** When its publisher said for the first time that it is no more. */
  goneSince: Time.optional(),
  /** A redirect that was to be followed later only. */
  continuation: z
    .object({
      url: z.string(),
      hops: z.array(z.object({ from: z.string(), status: z.int(), to: z.string(), permanent: z.boolean() })),
    })
    .optional(),
});
export type Feed = z.infer<typeof Feed>;

/**
 * What is known of each feed, for everybody (in the public account), and when it is due. Written by `fetch` itself, because
 * most of it changes with every request and is no news to anybody: it is the step's own memory, and no rebuild touches it.
 */
export const feeds: ReadModel<Feed> = {
  name: "feeds",
  writer: "fetch",
  schema: Feed,
  queries: {
    due: { where: ["state"], orderBy: "nextFetchAt", direction: "ascending" },
    dueAtHost: { where: ["state", "host"], orderBy: "nextFetchAt", direction: "ascending" },
    /** Those that lead to a given one. */
    leading: { where: ["leadsTo"], orderBy: "id", direction: "ascending" },
    atUrl: { where: ["url"], orderBy: "nextFetchAt", direction: "ascending" },
  },
};
