import { type Edition, editions } from "../../../shared/read-models/editions.ts";
import type { Orderable } from "../deliveries/order-deliveries.ts";
import { Problem } from "../problem.ts";
import type { Api } from "../publish-command.ts";

/** An edition that has been decided. @throws Problem 404 */
export async function findEdition({ ports, settings }: Api, id: string): Promise<Edition> {
  const edition = await ports.readModels.get(editions, settings.account, id);
  // Of one that only `format` has been heard of nobody knows yet whose it is.
  if (edition === undefined || edition.digestId === "") {
    throw new Problem(404, "edition/not-found", "There is no such edition of yours.");
  }
  return edition;
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
  compiled: "It is not ready yet.",
  ready: "It is not ready yet.",
  failed: "It is not ready yet.",
  refused: "It could not be made, so there is nothing to deliver.",
  skipped: "There was nothing to print, so there is nothing to deliver.",
};
