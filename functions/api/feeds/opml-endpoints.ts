import * as z from "zod";
import { FeedFolders } from "../../../events/values.ts";
import { sizeInWords } from "../../../shared/size-in-words.ts";
import { attachmentNamed } from "../content-disposition.ts";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import type { Api } from "../publish-command.ts";
import { exampleFeed, feedView } from "./feed-view.ts";
import { everySubscription, feedBehind } from "./find-feed.ts";
import { importOpml } from "./import-opml.ts";
import { opmlBytesMax } from "./parse-opml.ts";
import type { ListedFeed } from "./plan-import.ts";
import { writeOpml } from "./write-opml.ts";

const opmlType = "text/x-opml";
const Listed = z.object({ id: z.string(), url: z.string(), title: z.string(), folders: FeedFolders });
const Imported = z.object({
  added: z.array(Listed),
  known: z.array(Listed).meta({ description: "Subscribed to already: they stay as they are" }),
  refused: z.array(z.object({ title: z.string(), url: z.string(), reason: z.string() })),
});
const text = { type: "string" };

/** Feeds as lists that readers of feeds hand to one another. */
export function opmlEndpoints(api: Api): readonly Endpoint[] {
  return [
    defineEndpoint({
      method: "POST",
      path: "/api/feeds/opml",
      summary: `Subscribe to every feed of an OPML list of at most ${sizeInWords(opmlBytesMax)}`,
      takesContent: {
        "*/*": { ...text, description: "The list as it is, whatever it is called" },
        "multipart/form-data": { type: "object", required: ["file"], properties: { file: text } },
      },
      responses: {
        202: {
          description: "What will be there, what was there, and what was not taken and why",
          body: Imported,
          example: {
            added: [
              {
                id: exampleFeed.id,
                url: exampleFeed.givenUrl,
                title: exampleFeed.title,
                folders: exampleFeed.folders,
              },
            ],
            known: [],
            refused: [{ title: "My files", url: "ftp://example.org/feed", reason: "Its address is none on the web." }],
          },
        },
      },
      problems: {
        400: ["upload/empty", "upload/malformed", "request/invalid"],
        413: ["opml/too-large"],
        422: ["opml/not-opml"],
      },
      handle: async (call) => {
        const { added, known, refused } = await importOpml(api, call);
        return {
          status: 202,
          body: { added: added.map(listed), known: known.map(listed), refused: refused.map((one) => ({ ...one })) },
        };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/feeds/opml",
      summary: "Every feed that is subscribed to, as an OPML 2.0 list with its folders",
      responses: { 200: { description: "The list", mediaTypes: [opmlType] } },
      handle: async () => {
        const subscriptions = [];
        for (const subscription of await everySubscription(api)) {
          const { url, title, siteUrl, folders } = feedView(subscription, await feedBehind(api, subscription.id));
          subscriptions.push({ url, title, siteUrl, folders });
        }
        const content = writeOpml({
          title: "Feeds of the Kindle Content Server",
          createdAt: api.ports.clock.now(),
          subscriptions,
        });
        const headers = {
          "content-type": `${opmlType}; charset=utf-8`,
          "content-disposition": attachmentNamed("feeds.opml"),
        };
        return { status: 200, headers, content };
      },
    }),
  ];
}

function listed({ id, url, title, folders }: ListedFeed): z.infer<typeof Listed> {
  return { id, url, title: title || url, folders: [...folders] };
}
