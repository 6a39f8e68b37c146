import { digestDue } from "../../../events/digest-due.ts";
import { digests } from "../../../shared/read-models/digests.ts";
import { type Edition, editions } from "../../../shared/read-models/editions.ts";
import type { Orderable } from "../deliveries/order-deliveries.ts";
import { Problem } from "../problem.ts";
import type { Api } from "../publish-command.ts";

/** An edition, or what is known of one before anything of it is decided. */
export type KnownEdition = Omit<Edition, "status"> & { readonly status: Edition["status"] | "compiling" };

/** An edition from the moment at which it is due. @throws Problem 404 */
export async function findEdition(api: Api, id: string): Promise<KnownEdition> {
  const { ports, settings } = api;
  const edition = await ports.readModels.get(editions, settings.account, id);
  // Of one that only `format` has been heard of nobody knows yet whose it is.
  const known = edition === undefined || edition.digestId === "" ? await dueEdition(api, id) : edition;
  if (known === undefined) throw new Problem(404, "edition/not-found", "There is no such edition of yours.");
  return known;
}

/** One that is being compiled: all that there is of it is that it is due. `undefined` where it is not, or will never be. */
async function dueEdition({ ports, settings }: Api, id: string): Promise<KnownEdition | undefined> {
  const events = await ports.journal.about(settings.account, id);
  const due = events.find(({ name }) => name === digestDue.name);
  if (due === undefined) return undefined;
  const { digestId, slot } = digestDue.parse(due).data;
  const digest = await ports.readModels.get(digests, settings.account, digestId);
  // Of a digest that has been removed meanwhile nothing is compiled any more.
  if (digest?.settings === undefined || digest.removed) return undefined;
  const { name, devices } = digest.settings;
  return {
    id,
    digestId,
    digestName: name,
    title: name,
    slot,
    status: "compiling",
    articleIds: [],
    words: 0,
    missing: { feeds: 0, summaries: 0, leftOut: 0 },
    devices,
    facts: {},
  };
}

/** What a delivery of it is an order for. */
export function orderableEdition({ id, status, document, facts }: KnownEdition): Orderable {
  return {
    id,
    kind: "edition",
    sourceSha256: facts.formatted?.data.sourceSha256 ?? "",
    volumesCount: document?.volumes?.length ?? 1,
    ...(document === undefined && { missing: new Problem(409, "edition/not-ready", whyNone[status]) }),
  };
}

const whyNone: Readonly<Record<KnownEdition["status"], string>> = {
  compiling: "It is not ready yet.",
  compiled: "It is not ready yet.",
  ready: "It is not ready yet.",
  failed: "It is not ready yet.",
  refused: "It could not be made, so there is nothing to deliver.",
  skipped: "There was nothing to print, so there is nothing to deliver.",
};
