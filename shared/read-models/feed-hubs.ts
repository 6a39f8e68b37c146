import * as z from "zod";
import { Time } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const FeedHub = z.object({
  feedId: z.string(),
  hub: z.string(),
  /** By what the hub knows the feed. */
  topic: z.string(),
  /** `pending`: asked to tell us, and not yet asked back. `active`: it tells us. `denied`: it will not. */
  state: z.enum(["pending", "active", "denied"]),
  requestedAt: Time,
  /** Until when it tells us, once it has said so. */
  until: Time.optional(),
});
export type FeedHub = z.infer<typeof FeedHub>;

/** Which hub tells us what is new in a feed (in the public account). Written by `fetch` itself: its memory. */
export const feedHubs: ReadModel<FeedHub> = { name: "feed-hubs", writer: "fetch", schema: FeedHub, queries: {} };
