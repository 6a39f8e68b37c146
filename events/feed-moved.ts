import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { WebUrl } from "./values.ts";

/** A feed is at another address from now on. Its items stay the same ones. */
export const feedMoved = defineEvent({
  name: "feed.moved",
  version: 1,
  publishedBy: ["fetch"],
  data: z.object({
    feedId: z.string(),
    from: WebUrl,
    to: WebUrl,
    /** `page`: what was subscribed to is a page, which names that feed. `redirect`: its server has said so for days. */
    why: z.enum(["page", "redirect", "feed"]),
    /** Where that address is another feed's already: this one is fetched no more, and shows what that one brings. */
    leadsTo: z.string().optional(),
  }),
});
export type FeedMoved = EventOf<typeof feedMoved>;
