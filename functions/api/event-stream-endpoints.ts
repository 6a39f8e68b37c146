import * as z from "zod";
import type { Envelope } from "../../events/define-event.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { defineEndpoint, type Endpoint } from "./define-endpoint.ts";
import { streamEvents } from "./event-stream.ts";
import { subscriptionReading } from "./feeds/find-feed.ts";
import { happeningsIn } from "./happening.ts";
import { Problem } from "./problem.ts";
import type { Api } from "./publish-command.ts";

const streamsMax = 32;

/** What is happening, as it happens. */
export function eventStreamEndpoints(api: Api): readonly Endpoint[] {
  let open = 0;
  return [
    defineEndpoint({
      method: "GET",
      path: "/api/events",
      summary: "What is happening, as server-sent events; goes on after `Last-Event-ID`",
      responses: {
        200: {
          description:
            "Each message is a happening as a book's history shows it, and what follows from it may be in the lists only a moment later; `reset` says that some were missed; `progress` how far a book is that is being made",
          mediaTypes: ["text/event-stream"],
        },
      },
      problems: { 429: ["events/too-many-streams"] },
      handle: async ({ method, headers, signal }) => {
        if (open >= streamsMax) {
          throw new Problem(429, "events/too-many-streams", `At most ${streamsMax} streams are open at a time.`, {
            headers: { "retry-after": "10" },
          });
        }
        if (method === "HEAD") return { status: 200, headers: streamHeaders, content: null };
        open += 1;
        const content = streamEvents({
          ports: api.ports,
          account: api.settings.account,
          commonAccount: publicAccount,
          concerns: (event) => concernsReader(api, event),
          after: headers.get("last-event-id") ?? undefined,
          show: () => happeningsIn(api),
          ending: [signal, api.settings.stopping],
          onEnd: () => {
            open -= 1;
          },
        });
        return { status: 200, headers: streamHeaders, content };
      },
    }),
  ];
}

/** Whether it is about a feed that the account reads. */
async function concernsReader(api: Api, { data }: Envelope): Promise<boolean> {
  const checked = FeedFact.safeParse(data);
  return checked.success && (await subscriptionReading(api, checked.data.feedId)) !== undefined;
}

const FeedFact = z.object({ feedId: z.string() });

const streamHeaders = {
  "content-type": "text/event-stream",
  // Proxies that gather what they pass on would hold events back.
  "x-accel-buffering": "no",
};
