import { type Cause, type Envelope, eventId } from "../../../events/define-event.ts";
import { feedSubscribed } from "../../../events/feed-subscribed.ts";
import { Rejected } from "../../../events/rejected.ts";
import { feedIdOf, feedUrlOf } from "../../../shared/feed-id.ts";
import { subscriptions } from "../../../shared/read-models/subscriptions.ts";
import { sizeInWords } from "../../../shared/size-in-words.ts";
import { fetchAllowance } from "../../../shared/web/fetch-allow.ts";
import { readUpload } from "../books/read-upload.ts";
import type { Call } from "../define-endpoint.ts";
import { drainBody } from "../drain-body.ts";
import { Problem } from "../problem.ts";
import { type Api, awaitEffect, causeOf, commandTime } from "../publish-command.ts";
import { checkFeedAddress } from "./feed-address.ts";
import { everySubscription, feedBehind } from "./find-feed.ts";
import { opmlBytesMax, parseOpml } from "./parse-opml.ts";
import { type ImportPlan, planImport } from "./plan-import.ts";

/** More than anybody reads, and still something that a digest of all of them can look through. */
export const feedsPerAccountMax = 50_000;
/** Told to the bus at a time: between two of them everybody else has a turn. */
const eventsPerBatch = 500;

type ImportCall = Pick<
  Call<unknown, unknown, unknown>,
  "method" | "path" | "headers" | "content" | "idempotencyKey" | "signal"
>;

/**
 * Subscribes to every feed of an OPML list. What came of a list whose import was cut off is known when it is sent again.
 * @throws Problem 400, 413, 415, 422
 */
export async function importOpml(api: Api, call: ImportCall): Promise<ImportPlan> {
  const opml = parseOpml(await readOpml(call));
  const { ports, settings } = api;
  const allowance = fetchAllowance(settings.fetchAllow);
  const cause = causeOf(api, call);
  const [present, former] = await Promise.all([everySubscription(api), everySubscription(api, { removed: true })]);
  const known = new Set(present.map(({ id }) => id));
  for (const { id } of present) {
    // A list that was exported here names where a feed is now.
    const url = feedUrlOf((await feedBehind(api, id))?.url ?? "");
    if (url !== undefined) known.add(feedIdOf(url));
  }
  if (call.idempotencyKey !== undefined) await forgetOwn(api, cause, known);

  const plan = planImport(opml, {
    check: (written) => checkFeedAddress(written, allowance),
    isKnown: (id) => known.has(id),
    roomFor: feedsPerAccountMax - present.length,
  });
  const stampsOf = new Map(former.map(({ id, stamps }) => [id, stamps]));
  const now = commandTime(ports.clock);
  const events = plan.added.map(
    ({ id, url, title, folders }): Envelope =>
      feedSubscribed.from(cause, {
        subject: id,
        at: stampsOf.has(id) ? commandTime({ now: () => now }, stampsOf.get(id)) : now,
        data: { feedId: id, url, folders: [...folders], ...(title !== "" && { title }) },
      }),
  );
  for (let start = 0; start < events.length; start += eventsPerBatch) {
    await ports.events.publish(...events.slice(start, start + eventsPerBatch));
  }
  ports.log.info("feeds.imported", {
    step: "api",
    added: plan.added.length,
    known: plan.known.length,
    refused: plan.refused.length,
  });
  const last = plan.added.at(-1);
  await awaitEffect(
    ports.timers,
    async () =>
      last === undefined || (await ports.readModels.get(subscriptions, settings.account, last.id))?.removed === false,
    call.signal,
  );
  return plan;
}

/** What the same request has added before is added again in its answer, with the same events. */
async function forgetOwn({ ports, settings }: Api, cause: Cause, known: Set<string>): Promise<void> {
  for (const id of known) {
    const own = await ports.journal.find(settings.account, eventId(cause.id, feedSubscribed.name, id));
    if (own !== undefined) known.delete(id);
  }
}

async function readOpml(call: ImportCall): Promise<Uint8Array> {
  if (call.content === null) throw new Problem(400, "upload/empty", "The request has no body: it should be the list.");
  const reader = call.content.getReader();
  try {
    const { content } = await readUpload(call.headers, reader);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of content) {
      bytes += chunk.length;
      if (bytes > opmlBytesMax) {
        throw new Problem(413, "opml/too-large", `A list may have at most ${sizeInWords(opmlBytesMax)}: split it.`);
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    // Who is refused while still sending would otherwise see a broken connection instead of the reason.
    if (!call.signal.aborted) await drainBody(reader);
    if (error instanceof Rejected && error.code === "book/too-large") {
      throw new Problem(413, "opml/too-large", `A list may have at most ${sizeInWords(opmlBytesMax)}: split it.`);
    }
    throw error;
  }
}
