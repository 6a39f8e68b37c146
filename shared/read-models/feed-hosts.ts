import * as z from "zod";
import { Time } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const FeedHost = z.object({
  /** As `hostKeyOf` answers. */
  id: z.string(),
  /** Whoever is asking it right now, and until when they may. */
  lease: z.object({ token: z.string(), until: Time }).optional(),
  /** The pause after the request before. */
  nextRequestAt: Time,
  /** It has said that too much is asked of it: nothing is, until then. */
  blockedUntil: Time.optional(),
  /** How often in a row it has said so. */
  blocks: z.int().nonnegative(),
  /** The feed that it was last too busy for. When another one meets the same, it is the host that is. */
  unavailable: z.object({ feedId: z.string(), at: Time }).optional(),
});
export type FeedHost = z.infer<typeof FeedHost>;

/**
 * Whose turn it is at each host that feeds lie at (in the public account): one request at a time, whatever process asks, with a
 * pause between two. Written by `fetch` itself; where it is lost, nothing is.
 */
export const feedHosts: ReadModel<FeedHost> = {
  name: "feed-hosts",
  writer: "fetch",
  schema: FeedHost,
  queries: {},
};
