import { defineEndpoint, type Endpoint } from "./define-endpoint.ts";
import { streamEvents } from "./event-stream.ts";
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
          description: "Each message is a happening as a book's history shows it; `reset` says that some were missed",
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

const streamHeaders = {
  "content-type": "text/event-stream",
  // Proxies that gather what they pass on would hold events back.
  "x-accel-buffering": "no",
};
