import { digests } from "../../../shared/read-models/digests.ts";
import { type Edition, editions } from "../../../shared/read-models/editions.ts";
import type { Orderable } from "../deliveries/order-deliveries.ts";
import { Problem } from "../problem.ts";
import type { Api } from "../publish-command.ts";

/** An edition from the moment at which it is due. @throws Problem 404 */
export async function findEdition(api: Api, id: string): Promise<Edition> {
  const edition = await api.ports.readModels.get(editions, api.settings.account, id);
  const known = edition === undefined ? undefined : await namedEdition(api, edition);
  if (known === undefined) throw new Problem(404, "edition/not-found", "There is no such edition of yours.");
  return known;
}

/**
 * An edition with the name of its digest, which it carries itself only once it has been put together. `undefined` for one that only
 * `format` has been heard of, whose nobody knows yet, and for one of a digest that has been removed before: it will never be.
 */
export async function namedEdition({ ports, settings }: Api, edition: Edition): Promise<Edition | undefined> {
  if (edition.digestId === "") return undefined;
  if (edition.digestName !== "") return edition;
  const digest = await ports.readModels.get(digests, settings.account, edition.digestId);
  if (digest?.settings === undefined || digest.removed) return undefined;
  const { name, devices } = digest.settings;
  return { ...edition, digestName: name, title: name, devices };
}

/** What a delivery of it is an order for. */
export function orderableEdition({ id, status, document, facts }: Edition): Orderable {
  return {
    id,
    kind: "edition",
    sourceSha256: facts.formatted?.data.sourceSha256 ?? "",
    volumesCount: document?.volumes?.length ?? 1,
    ...(document === undefined && { missing: new Problem(409, "edition/not-ready", whyNone[status]) }),
  };
}

const whyNone: Readonly<Record<Edition["status"], string>> = {
  compiling: "It is not ready yet.",
  compiled: "It is not ready yet.",
  ready: "It is not ready yet.",
  failed: "It is not ready yet.",
  refused: "It could not be made, so there is nothing to deliver.",
  skipped: "There was nothing to print, so there is nothing to deliver.",
};
