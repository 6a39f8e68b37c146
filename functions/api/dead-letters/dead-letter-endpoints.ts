import * as z from "zod";
import { deadLetterDiscarded } from "../../../events/dead-letter-discarded.ts";
import { deadLetterReplayRequested } from "../../../events/dead-letter-replay-requested.ts";
import { Time } from "../../../events/values.ts";
import type { DeadLetter } from "../../../shared/read-models/dead-letters.ts";
import { defineEndpoint, type Endpoint } from "../define-endpoint.ts";
import { ListQuery, listOf, listPage } from "../list.ts";
import { Problem } from "../problem.ts";
import { type Api, causeOf, publishCommand } from "../publish-command.ts";
import { Accepted, Id } from "../values.ts";
import { type FoundLetter, findLetter, findLetters } from "./find-letters.ts";

const Params = z.object({ id: Id });

const DeadLetterView = z.object({
  id: z.string(),
  step: z.string(),
  eventId: z.string(),
  eventName: z.string(),
  /** The id of the book, delivery or device that it is about. */
  about: z.string(),
  reason: z.string(),
  attempts: z.int().nonnegative(),
  failedAt: Time,
  state: z.enum(["open", "replayed", "discarded"]),
});

const example: z.infer<typeof DeadLetterView> = {
  id: "2b7e151628aed2a6abf7158809cf4f3c",
  step: "format",
  eventId: "b1c7d2e34f5061728394a5b6c7d8e9f0",
  eventName: "book.ingested",
  about: "6f1ed002ab5595859014ebf0951522d9",
  reason: "Error: ENOSPC: no space left on device, write",
  attempts: 10,
  failedAt: "2026-03-01T08:10:00.000Z",
  state: "open",
};

/** What failed for good: to look at, to try again, to let go. */
export function deadLetterEndpoints(api: Api): readonly Endpoint[] {
  const { ports } = api;
  const find = async (id: string): Promise<FoundLetter> => {
    const found = await findLetter(api, id);
    if (found === undefined) throw new Problem(404, "dead-letter/not-found", "There is no such dead letter.");
    return found;
  };
  const isClosed = (id: string) => async () => (await find(id)).letter.state !== "open";
  const problems = { 404: ["dead-letter/not-found"], 409: ["dead-letter/closed"] };

  return [
    defineEndpoint({
      method: "GET",
      path: "/api/dead-letters",
      summary: "What failed for good, newest first",
      query: ListQuery.extend({ state: z.enum(["open", "replayed", "discarded"]).default("open") }),
      responses: { 200: { description: "A page of it", body: listOf(DeadLetterView), example: { items: [example] } } },
      handle: async ({ query: { state, limit, page } }) => {
        return { status: 200, body: await listPage(findLetters(api, { state, limit, page }), viewOf) };
      },
    }),
    defineEndpoint({
      method: "GET",
      path: "/api/dead-letters/{id}",
      summary: "One dead letter",
      params: Params,
      responses: { 200: { description: "The dead letter", body: DeadLetterView, example } },
      problems: { 404: ["dead-letter/not-found"] },
      handle: async ({ params }) => ({ status: 200, body: viewOf((await find(params.id)).letter) }),
    }),
    defineEndpoint({
      method: "POST",
      path: "/api/dead-letters/{id}/replay",
      summary: "Have it tried again",
      params: Params,
      responses: { 202: { description: "It will be tried again", body: Accepted, example: { id: example.id } } },
      problems,
      handle: async (call) => {
        const { letter, account } = await find(call.params.id);
        const event = deadLetterReplayRequested.from(
          { ...causeOf(api, call, letter.failedAt), account },
          {
            subject: letter.id,
            at: ports.clock.now(),
            data: { deadLetterId: letter.id },
          },
        );
        await publishCommand(api, event, {
          allowed: async () => {
            refuseUnlessOpen(letter);
            if (Object.keys(letter.original).length === 0) {
              throw new Problem(
                409,
                "dead-letter/unreadable",
                "What came in was no event, so there is nothing to replay.",
              );
            }
          },
          seen: isClosed(letter.id),
          signal: call.signal,
        });
        return { status: 202, body: { id: letter.id } };
      },
    }),
    defineEndpoint({
      method: "DELETE",
      path: "/api/dead-letters/{id}",
      summary: "Let it go",
      params: Params,
      responses: { 202: { description: "It will be gone", body: Accepted, example: { id: example.id } } },
      problems,
      handle: async (call) => {
        const { letter, account } = await find(call.params.id);
        const event = deadLetterDiscarded.from(
          { ...causeOf(api, call, letter.failedAt), account },
          {
            subject: letter.id,
            at: ports.clock.now(),
            data: { deadLetterId: letter.id },
          },
        );
        await publishCommand(api, event, {
          allowed: async () => refuseUnlessOpen(letter),
          seen: isClosed(letter.id),
          signal: call.signal,
        });
        return { status: 202, body: { id: letter.id } };
      },
    }),
  ];
}

function refuseUnlessOpen({ state }: DeadLetter): void {
  if (state !== "open") throw new Problem(409, "dead-letter/closed", `It has been ${state} already.`);
}

function viewOf({ id, step, eventId, eventName, about, reason, attempts, failedAt, state }: DeadLetter) {
  return { id, step, eventId, eventName, about, reason, attempts, failedAt, state };
}
