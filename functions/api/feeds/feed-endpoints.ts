import * as z from "zod";
import { type Envelope, eventId, firstCause } from "../../../events/define-event.ts";
import { feedChanged } from "../../../events/feed-changed.ts";
import { feedDue } from "../../../events/feed-due.ts";
import { feedSubscribed } from "../../../events/feed-subscribed.ts";
import { feedUnsubscribed } from "../../../events/feed-unsubscribed.ts";
import { FeedWeight } from "../../../events/values.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { subscriptions } from "../../../shared/read-models/subscriptions.ts";
import { fetchAllowance } from "../../../shared/web/fetch-allow.ts";
import { type Call, defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import { exampleHappening, Happening, happeningsIn } from "../happening.ts";
import { ListQuery, listOf, listPage, pageOf } from "../list.ts";
import { type Api, causeKeyOf, causeOf, commandTime, keyReused, publishCommand } from "../publish-command.ts";
import { Accepted, Id } from "../values.ts";
import { takeFeedAddress } from "./feed-address.ts";
import { feedHistory, historyEventsMax } from "./feed-history.ts";
import { exampleFeed, FeedView, feedView } from "./feed-view.ts";
import { feedBehind, findSubscription } from "./find-feed.ts";

const foldersMax = 16;
const line = z.string().trim().max(200);
const Folders = z
  .array(line.min(1))
  .max(foldersMax)
  .meta({ description: "The folders that it lies in, the outermost first" });
const Title = line.regex(/^\P{Cc}*$/u, "may have no control characters");
const NewFeed = z.object({
  url: z.string().min(1).max(10_000).meta({ description: "Of a feed, or of a page that names one" }),
  title: Title.optional(),
  folders: Folders.optional(),
});
const FeedChange = z
  .object({
    title: Title.optional().meta({ description: "Empty: as it calls itself" }),
    folders: Folders.optional(),
    weight: FeedWeight.optional().meta({ description: "How much it is valued: -2 (rarely) to 2 (always)" }),
  })
  .strict()
  .refine((change) => Object.keys(change).length > 0, {
    message: "names nothing to change: `title`, `folders` or `weight`",
  });
const Params = z.object({ id: Id });
const notFound = { 404: ["feed/not-found"] };
const example = { id: exampleFeed.id };

type AnyCall = Pick<Call<unknown, unknown, unknown>, "method" | "path" | "idempotencyKey" | "signal">;

/** What an account reads: feeds, with how each of them is. */
export function feedEndpoints(api: Api): readonly Endpoint[] {
  const { ports, settings } = api;
  const { account } = settings;
  const allowance = fetchAllowance(settings.fetchAllow);
  const known = (id: string) => ports.readModels.get(subscriptions, account, id);
  const at = async (id: string) => commandTime(ports.clock, (await known(id))?.stamps);
  const applied = (event: Envelope) => async () =>
    Object.values((await known(event.subject))?.stamps ?? {}).some((stamp) => stamp.endsWith(event.id));
  const view = async (id: string) => feedView(await findSubscription(api, id), await feedBehind(api, id));

  const subscribe = async (call: AnyCall & { readonly body: z.output<typeof NewFeed> }): Promise<string> => {
    const { title, folders } = call.body;
    const { id, url } = takeFeedAddress(call.body.url, allowance);
    const cause = causeOf(api, call);
    const said = { ...(title && { title }), ...(folders && { folders }) };
    const keyed = call.idempotencyKey !== undefined && { requestId: cause.id };
    // The address is a part of what a key stands for, and the feed's id is made of it.
    const [earlier] = keyed ? (await ports.journal.about(account, cause.id, { limit: 1 })).items : [];
    if (earlier !== undefined && earlier.subject !== id) throw keyReused();
    const fact = { subject: id, at: await at(id) };
    const repeats = (await ports.journal.find(account, eventId(cause.id, feedSubscribed.name, id))) !== undefined;
    if (repeats || (await known(id))?.removed !== false) {
      const event = feedSubscribed.from(cause, { ...fact, data: { feedId: id, url, folders: [], ...said, ...keyed } });
      await publishCommand(api, event, { seen: applied(event), signal: call.signal });
    } else if (Object.keys(said).length > 0) {
      // It is read already: what is said of it anew counts.
      const event = feedChanged.from(cause, { ...fact, data: { feedId: id, ...said, ...keyed } });
      await publishCommand(api, event, { seen: applied(event), signal: call.signal });
    }
    return id;
  };

  return [
    defineEndpoint({
      method: "POST",
      path: "/api/feeds",
      summary: "Subscribe to a feed, or to the feed that a page names; twice is the same subscription",
      body: NewFeed,
      responses: { 202: { description: "It will be there", body: Accepted, example } },
      problems: {
        400: [
          "request/invalid",
          "feed/address",
          "feed/address-too-long",
          "feed/scheme",
          "feed/credentials",
          "web/private-address",
          "web/port",
        ],
      },
      handle: async (call) => {
        const id = await subscribe(call);
        return { status: 202, body: { id }, headers: { location: `/api/feeds/${id}` } };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/feeds",
      summary: "Every feed that is subscribed to, in the order in which they were added",
      query: ListQuery,
      responses: { 200: { description: "A page of them", body: listOf(FeedView), example: { items: [exampleFeed] } } },
      handle: async ({ query: { limit, page } }) => {
        const found = ports.readModels.query(subscriptions, account, "present", {
          where: { removed: false },
          limit,
          ...(page !== undefined && { after: page }),
        });
        const body = await listPage(found, async (one) => feedView(one, await feedBehind(api, one.id)));
        return { status: 200, body };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/feeds/{id}",
      summary: "One feed, and how it is",
      params: Params,
      responses: { 200: { description: "The feed", body: FeedView, example: exampleFeed } },
      problems: notFound,
      handle: async ({ params }) => ({ status: 200, body: await view(params.id) }),
    }),
    defineEndpoint({
      method: "PATCH",
      path: "/api/feeds/{id}",
      summary: "Call a feed something else, keep it in other folders, value it more or less",
      params: Params,
      body: FeedChange,
      responses: { 202: { description: "It will be so", body: Accepted, example } },
      problems: notFound,
      handle: async (call) => {
        const { id } = call.params;
        const fact = { subject: id, at: await at(id), data: { feedId: id, ...call.body } };
        const event = feedChanged.from(causeOf(api, call), fact);
        const allowed = () => findSubscription(api, id);
        await publishCommand(api, event, { allowed, seen: applied(event), signal: call.signal });
        return { status: 202, body: { id } };
      },
    }),
    defineEndpoint({
      method: "DELETE",
      path: "/api/feeds/{id}",
      summary: "Unsubscribe: what it brings is in no new edition any more",
      params: Params,
      responses: { 202: { description: "It will be gone", body: Accepted, example } },
      problems: notFound,
      handle: async (call) => {
        const { id } = call.params;
        const fact = { subject: id, at: await at(id), data: { feedId: id } };
        const event = feedUnsubscribed.from(causeOf(api, call), fact);
        const allowed = () => findSubscription(api, id);
        await publishCommand(api, event, { allowed, seen: applied(event), signal: call.signal });
        return { status: 202, body: { id } };
      },
    }),
    defineEndpoint({
      method: "POST",
      path: "/api/feeds/{id}/fetch",
      summary: "Fetch a feed now, whenever it would be due",
      params: Params,
      responses: { 202: { description: "It is asked for", body: Accepted, example } },
      problems: notFound,
      handle: async (call) => {
        const { id } = call.params;
        await findSubscription(api, id);
        const before = await feedBehind(api, id);
        const feedId = before?.id ?? id;
        // Feeds are everybody's, and so is the fact that one is due; the key is the caller's own.
        const cause = firstCause(publicAccount, `${account} ${causeKeyOf(ports, call)}`);
        const event = feedDue.from(cause, { subject: feedId, at: ports.clock.now(), data: { feedId, by: "reader" } });
        await publishCommand(api, event, {
          seen: async () => ((await feedBehind(api, id))?.version ?? 0) > (before?.version ?? 0),
          signal: call.signal,
        });
        return { status: 202, body: { id } };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/feeds/{id}/history",
      summary: `What has happened to a feed, oldest first: of late, where it is more than ${historyEventsMax} events`,
      params: Params,
      query: ListQuery,
      responses: {
        200: { description: "A page of it", body: listOf(Happening), example: { items: [exampleHappening] } },
      },
      problems: notFound,
      handle: async ({ params, query }) => {
        const { items, nextPage } = pageOf(await feedHistory(api, params.id), query);
        const show = await happeningsIn(api);
        return { status: 200, body: { items: items.map(show), ...(nextPage !== undefined && { nextPage }) } };
      },
    }),
  ];
}
