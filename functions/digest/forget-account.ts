import type { AccountErased } from "../../events/account-erased.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { digestSchedules } from "../../shared/read-models/digest-schedules.ts";
import type { DigestPorts } from "./digest-ports.ts";

const pageMax = 200;

/** An account is no more: none of its digests strikes again. */
export async function forgetAccount({ account }: AccountErased, { readModels }: Pick<DigestPorts, "readModels">) {
  for (;;) {
    const { items } = await readModels.query(digestSchedules, publicAccount, "ofAccount", {
      where: { account },
      limit: pageMax,
    });
    if (items.length === 0) return;
    for (const { digestId } of items) {
      await readModels.update(digestSchedules, publicAccount, digestId, () => undefined);
    }
  }
}
