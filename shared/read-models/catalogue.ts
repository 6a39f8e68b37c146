import type { ReadModel } from "../ports/read-models.ts";
import { articleSites } from "./article-sites.ts";
import { articles } from "./articles.ts";
import { books } from "./books.ts";
import { deadLetters } from "./dead-letters.ts";
import { deliveries } from "./deliveries.ts";
import { devices } from "./devices.ts";
import { digestMemories } from "./digest-memories.ts";
import { digestSchedules } from "./digest-schedules.ts";
import { digests } from "./digests.ts";
import { editions } from "./editions.ts";
import { erasedAccounts } from "./erased-accounts.ts";
import { feedHosts } from "./feed-hosts.ts";
import { feedHubs } from "./feed-hubs.ts";
import { feedItems } from "./feed-items.ts";
import { feedSubscribers } from "./feed-subscribers.ts";
import { feeds } from "./feeds.ts";
import { intakes } from "./intakes.ts";
import { journalSeals } from "./journal-seals.ts";
import { subscriptions } from "./subscriptions.ts";
import { tokens } from "./tokens.ts";

/** Those that follow from the journal alone: the rebuild makes them anew. */
export const rebuiltModels: readonly ReadModel[] = [
  books,
  devices,
  deliveries,
  deadLetters,
  tokens,
  intakes,
  subscriptions,
  articles,
  digests,
  editions,
  journalSeals,
];

/** Every read model there is: stores make their indexes from it. The last ones are what a step remembers for itself. */
export const readModels: readonly ReadModel[] = [
  ...rebuiltModels,
  feeds,
  feedSubscribers,
  feedHosts,
  feedItems,
  feedHubs,
  articleSites,
  digestSchedules,
  digestMemories,
  erasedAccounts,
];
