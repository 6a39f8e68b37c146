import { eventId, hashOf } from "../../../events/define-event.ts";
import { digestDue } from "../../../events/digest-due.ts";
import { type Edition, editions } from "../../../shared/read-models/editions.ts";
import type { Call } from "../define-endpoint.ts";
import { type Api, causeOf, publishCommand } from "../publish-command.ts";
import { findDigest } from "./find-digest.ts";

type RunCall = Pick<Call<unknown, unknown, unknown>, "method" | "path" | "idempotencyKey" | "signal">;

/**
 * Asks for an edition now, paused or not, and answers its id. Who asks again with the same key is told of the same edition.
 * @throws Problem 404
 */
export async function runDigest(api: Api, call: RunCall, digestId: string): Promise<string> {
  const { ports, settings } = api;
  const { account } = settings;
  const cause = causeOf(api, call);
  const earlier = await ports.journal.find(account, eventId(cause.id, digestDue.name, digestId));
  if (earlier !== undefined) return digestDue.parse(earlier).data.editionId;
  await findDigest(api, digestId);
  const at = ports.clock.now();
  const slot = at.toISOString();
  const editionId = hashOf("edition", digestId, slot);
  const event = digestDue.from(cause, { subject: digestId, at, data: { digestId, editionId, slot, by: "reader" } });
  await publishCommand(api, event, {
    seen: async () => isDecided(await ports.readModels.get(editions, account, editionId)),
    signal: call.signal,
  });
  return editionId;
}

function isDecided(edition: Edition | undefined): boolean {
  return edition !== undefined && edition.status !== "compiling";
}
