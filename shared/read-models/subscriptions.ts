import * as z from "zod";
import { FeedFolders, FeedWeight, Time } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const Subscription = z.object({
  /** The feed's id. */
  id: z.string(),
  /** As the reader gave it. Where the feed is now, its read model says. */
  url: z.string(),
  /** As the reader calls it; empty: as it calls itself. */
  title: z.string(),
  folders: FeedFolders,
  weight: FeedWeight,
  subscribedAt: Time,
  /** Given up, or not yet known to have been made: a tombstone. */
  removed: z.boolean(),
  /** The newest fact of each kind that has been applied, by event name; and of each field, by its name. */
  stamps: z.record(z.string(), z.string()),
});
export type Subscription = z.infer<typeof Subscription>;

/** What an account reads. */
export const subscriptions: ReadModel<Subscription> = {
  name: "subscriptions",
  writer: "project",
  schema: Subscription,
  queries: { present: { where: ["removed"], orderBy: "subscribedAt", direction: "ascending" } },
};
