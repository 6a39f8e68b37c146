import type { DigestSettings } from "../../../events/digest-settings.ts";
import { type Digest, digests } from "../../../shared/read-models/digests.ts";
import { Problem } from "../problem.ts";
import type { Api } from "../publish-command.ts";

export interface PresentDigest {
  readonly digest: Digest;
  readonly settings: DigestSettings;
}

/** A digest that is there. @throws Problem 404 */
export async function findDigest({ ports, settings }: Api, id: string): Promise<PresentDigest> {
  const digest = await ports.readModels.get(digests, settings.account, id);
  if (digest?.settings === undefined || digest.removed) {
    throw new Problem(404, "digest/not-found", "There is no such digest of yours.");
  }
  return { digest, settings: digest.settings };
}
