import * as z from "zod";
import { type Envelope, hashOf } from "../../../events/define-event.ts";
import { digestChanged } from "../../../events/digest-changed.ts";
import { digestDefined } from "../../../events/digest-defined.ts";
import { digestRemoved } from "../../../events/digest-removed.ts";
import { Time } from "../../../events/values.ts";
import { digests } from "../../../shared/read-models/digests.ts";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import { exampleHappening, Happening } from "../happening.ts";
import { historyPage } from "../history-page.ts";
import { ListQuery, listOf, listPage } from "../list.ts";
import { Problem } from "../problem.ts";
import { type Api, causeOf, commandTime, publishCommand } from "../publish-command.ts";
import { Accepted, Id } from "../values.ts";
import { Cron, checkReferences, DigestChangeBody, newDigest, TimeZone } from "./digest-fields.ts";
import { DigestView, digestView, exampleDigest } from "./digest-view.ts";
import { findDigest } from "./find-digest.ts";
import { nextRuns, runInWords } from "./next-runs.ts";
import { previewDigest } from "./preview-digest.ts";
import { examplePreview, Preview } from "./preview-view.ts";
import { runDigest } from "./run-digest.ts";
import { scheduleInWords } from "./schedule-in-words.ts";

const Params = z.object({ id: Id });
const notFound = { 404: ["digest/not-found"] };
const example = { id: exampleDigest.id };
const Schedule = z.object({
  schedule: z.string(),
  nextRuns: z.array(z.object({ at: Time, words: z.string() })),
});

/** The newspapers that an account wants. */
export function digestEndpoints(api: Api): readonly Endpoint[] {
  const { ports, settings } = api;
  const { account } = settings;
  const known = (id: string) => ports.readModels.get(digests, account, id);
  const at = async (id: string) => commandTime(ports.clock, (await known(id))?.stamps);
  const applied = (event: Envelope) => async () =>
    Object.values((await known(event.subject))?.stamps ?? {}).some((stamp) => stamp.endsWith(event.id));

  return [
    defineEndpoint({
      method: "POST",
      path: "/api/digests",
      summary: "Ask for a newspaper",
      body: newDigest(settings.timeZone),
      responses: { 202: { description: "It will be there", body: Accepted, example } },
      handle: async (call) => {
        const cause = causeOf(api, call);
        const digestId = hashOf("digest", account, cause.id);
        const fact = { subject: digestId, at: await at(digestId), data: { digestId, settings: call.body } };
        const event = digestDefined.from(cause, fact);
        const allowed = () => checkReferences(api, call.body);
        await publishCommand(api, event, { allowed, seen: applied(event), signal: call.signal });
        return { status: 202, body: { id: digestId }, headers: { location: `/api/digests/${digestId}` } };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/digests",
      summary: "Every digest, in the order in which they were made",
      query: ListQuery,
      responses: {
        200: { description: "A page of them", body: listOf(DigestView), example: { items: [exampleDigest] } },
      },
      handle: async ({ query: { limit, page } }) => {
        const found = ports.readModels.query(digests, account, "present", {
          where: { removed: false },
          limit,
          ...(page !== undefined && { after: page }),
        });
        const { items, nextPage } = await listPage(found, (one) => one);
        const now = ports.clock.now();
        const shown = items.flatMap((one) => (one.settings === undefined ? [] : [digestView(one, one.settings, now)]));
        return { status: 200, body: { items: shown, ...(nextPage !== undefined && { nextPage }) } };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/digests/schedule",
      summary: "When a schedule strikes next, before anything is made of it",
      query: z.object({
        cron: Cron,
        timeZone: TimeZone.default(settings.timeZone),
        quietDays: z
          .string()
          .regex(/^[0-6](,[0-6]){0,5}$/u, "names days of the week, 0 for Sunday, with commas between")
          .optional(),
      }),
      responses: {
        200: {
          description: "In words, with the next five times",
          body: Schedule,
          example: {
            schedule: "every day at 06:00",
            nextRuns: [{ at: "2026-03-02T05:00:00.000Z", words: "Monday, 2 March 2026 at 06:00" }],
          },
        },
      },
      handle: async ({ query: { cron, timeZone, quietDays } }) => {
        const days = quietDays === undefined ? [] : quietDays.split(",").map(Number);
        const runs = nextRuns({ cron, timeZone, quietDays: days }, ports.clock.now());
        const shown = runs.map((run) => ({ at: run.toISOString(), words: runInWords(run, timeZone) }));
        return { status: 200, body: { schedule: scheduleInWords(cron), nextRuns: shown } };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/digests/{id}",
      summary: "One digest, and when it comes next",
      params: Params,
      responses: { 200: { description: "The digest", body: DigestView, example: exampleDigest } },
      problems: notFound,
      handle: async ({ params }) => {
        const found = await findDigest(api, params.id);
        return { status: 200, body: digestView(found.digest, found.settings, ports.clock.now()) };
      },
    }),
    defineEndpoint({
      method: "PATCH",
      path: "/api/digests/{id}",
      summary: "Have a digest otherwise from now on; `null` takes a limit away",
      params: Params,
      body: DigestChangeBody,
      responses: { 202: { description: "It will be so", body: Accepted, example } },
      problems: notFound,
      handle: async (call) => {
        const { id } = call.params;
        const fact = { subject: id, at: await at(id), data: { digestId: id, change: call.body } };
        const event = digestChanged.from(causeOf(api, call), fact);
        const allowed = async () => {
          await findDigest(api, id);
          await checkReferences(api, call.body);
        };
        await publishCommand(api, event, { allowed, seen: applied(event), signal: call.signal });
        return { status: 202, body: { id } };
      },
    }),
    defineEndpoint({
      method: "DELETE",
      path: "/api/digests/{id}",
      summary: "Have no more editions of a digest; those that there were stay",
      params: Params,
      responses: { 202: { description: "It will be gone", body: Accepted, example } },
      problems: notFound,
      handle: async (call) => {
        const { id } = call.params;
        const event = digestRemoved.from(causeOf(api, call), {
          subject: id,
          at: await at(id),
          data: { digestId: id },
        });
        const allowed = () => findDigest(api, id);
        await publishCommand(api, event, { allowed, seen: applied(event), signal: call.signal });
        return { status: 202, body: { id } };
      },
    }),
    defineEndpoint({
      method: "POST",
      path: "/api/digests/{id}/run",
      summary: "Compile an edition now",
      params: Params,
      responses: {
        202: { description: "The id of the edition that is compiled", body: Accepted, example: { id: "5b4a3f2e" } },
      },
      problems: notFound,
      handle: async (call) => {
        const id = await runDigest(api, call, call.params.id);
        return { status: 202, body: { id }, headers: { location: `/api/editions/${id}` } };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/digests/{id}/preview",
      summary: "What would be in an edition now, with the reason for each article, and what would not",
      params: Params,
      responses: { 200: { description: "The preview", body: Preview, example: examplePreview } },
      problems: notFound,
      handle: async ({ params }) => ({ status: 200, body: await previewDigest(api, params.id) }),
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/digests/{id}/history",
      summary: "Everything that has happened to a digest and its editions, oldest first",
      params: Params,
      query: ListQuery,
      responses: {
        200: { description: "A page of it", body: listOf(Happening), example: { items: [exampleHappening] } },
      },
      problems: notFound,
      handle: async ({ params, query }) => {
        const body = await historyPage(api, params.id, query);
        if (body === undefined) throw new Problem(404, "digest/not-found", "There is no such digest of yours.");
        return { status: 200, body };
      },
    }),
  ];
}
