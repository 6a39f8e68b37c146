import type { AccountErased } from "../../events/account-erased.ts";
import { publicAccount } from "../../shared/public-account.ts";
import { feedSubscriberId, feedSubscribers } from "../../shared/read-models/feed-subscribers.ts";
import { countReaders } from "./count-readers.ts";
import type { FetchPorts } from "./fetch-ports.ts";

const pageMax = 200;

/** An account is no more: nothing is read for it, and what nobody else reads is not asked for any more. */
export async function forgetAccount({ account }: AccountErased, { readModels }: Pick<FetchPorts, "readModels">) {
  for (;;) {
    const { items } = await readModels.query(feedSubscribers, publicAccount, "ofAccount", {
      where: { account },
      limit: pageMax,
    });
    if (items.length === 0) return;
    for (const { feedId, via } of items) {
      // Counted first: cut short in between, the reader is found again, and the feed counted.
      const id = feedSubscriberId(feedId, account, via);
      await readModels.update(
        feedSubscribers,
        publicAccount,
        id,
        (before) => before && { ...before, subscribed: false },
      );
      await countReaders(feedId, readModels);
      await readModels.update(feedSubscribers, publicAccount, id, () => undefined);
    }
  }
}
