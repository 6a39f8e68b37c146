import { accountErased } from "./account-erased.ts";
import { accountErasureRequested } from "./account-erasure-requested.ts";
import { articleExtracted } from "./article-extracted.ts";
import { articleFound } from "./article-found.ts";
import { bookDescribed } from "./book-described.ts";
import { bookDuplicated } from "./book-duplicated.ts";
import { bookIngested } from "./book-ingested.ts";
import { bookReceived } from "./book-received.ts";
import { bookRejected } from "./book-rejected.ts";
import { bookRemoved } from "./book-removed.ts";
import { bookUnpacked } from "./book-unpacked.ts";
import { deadLetterDiscarded } from "./dead-letter-discarded.ts";
import { deadLetterReplayRequested } from "./dead-letter-replay-requested.ts";
import { deadLetterReplayed } from "./dead-letter-replayed.ts";
import type { EventDefinition, EventOf, StepName } from "./define-event.ts";
import { deliveryBounced } from "./delivery-bounced.ts";
import { deliveryDeferred } from "./delivery-deferred.ts";
import { deliveryDelivered } from "./delivery-delivered.ts";
import { deliveryEvidenced } from "./delivery-evidenced.ts";
import { deliveryFailed } from "./delivery-failed.ts";
import { deliveryHeld } from "./delivery-held.ts";
import { deliveryOrdered } from "./delivery-ordered.ts";
import { deliveryOverdue } from "./delivery-overdue.ts";
import { deliveryParked } from "./delivery-parked.ts";
import { deliveryRefused } from "./delivery-refused.ts";
import { deliveryRequested } from "./delivery-requested.ts";
import { deliveryResolved } from "./delivery-resolved.ts";
import { deliverySent } from "./delivery-sent.ts";
import { deliveryUncertain } from "./delivery-uncertain.ts";
import { deviceAdded } from "./device-added.ts";
import { deviceChanged } from "./device-changed.ts";
import { deviceRemoved } from "./device-removed.ts";
import { digestChanged } from "./digest-changed.ts";
import { digestDefined } from "./digest-defined.ts";
import { digestDue } from "./digest-due.ts";
import { digestRemoved } from "./digest-removed.ts";
import { documentFormatted } from "./document-formatted.ts";
import { documentRebuildRefused } from "./document-rebuild-refused.ts";
import { documentRebuildRequested } from "./document-rebuild-requested.ts";
import { documentRebuilt } from "./document-rebuilt.ts";
import { documentRefused } from "./document-refused.ts";
import { editionCompiled } from "./edition-compiled.ts";
import { editionFailed } from "./edition-failed.ts";
import { editionSkipped } from "./edition-skipped.ts";
import { eventRejected } from "./event-rejected.ts";
import { feedChanged } from "./feed-changed.ts";
import { feedDue } from "./feed-due.ts";
import { feedFailed } from "./feed-failed.ts";
import { feedFetched } from "./feed-fetched.ts";
import { feedMoved } from "./feed-moved.ts";
import { feedPushed } from "./feed-pushed.ts";
import { feedSubscribed } from "./feed-subscribed.ts";
import { feedUnsubscribed } from "./feed-unsubscribed.ts";
import { journalSealed } from "./journal-sealed.ts";
import { stepFailed } from "./step-failed.ts";
import { tokenCreated } from "./token-created.ts";
import { tokenRevoked } from "./token-revoked.ts";

const definitions = [
  bookReceived,
  bookIngested,
  bookDuplicated,
  bookRejected,
  bookUnpacked,
  bookDescribed,
  bookRemoved,
  feedSubscribed,
  feedChanged,
  feedUnsubscribed,
  feedDue,
  feedPushed,
  feedFetched,
  feedFailed,
  feedMoved,
  articleFound,
  articleExtracted,
  digestDefined,
  digestChanged,
  digestRemoved,
  digestDue,
  editionCompiled,
  editionSkipped,
  editionFailed,
  documentFormatted,
  documentRefused,
  deliveryOrdered,
  deliveryRequested,
  deliverySent,
  deliveryDeferred,
  deliveryFailed,
  deliveryUncertain,
  deliveryOverdue,
  deliveryParked,
  deliveryResolved,
  deliveryEvidenced,
  deliveryDelivered,
  deliveryHeld,
  deliveryBounced,
  deliveryRefused,
  documentRebuildRequested,
  documentRebuilt,
  documentRebuildRefused,
  deviceAdded,
  deviceChanged,
  deviceRemoved,
  tokenCreated,
  tokenRevoked,
  eventRejected,
  stepFailed,
  deadLetterReplayRequested,
  deadLetterReplayed,
  deadLetterDiscarded,
  journalSealed,
  accountErasureRequested,
  accountErased,
] as const;

/** Any of them, told apart by its name. */
export type AnyEvent = EventOf<(typeof definitions)[number]>;

/** Every event there is, in the order in which a document meets them. */
export const catalogue = definitions as readonly unknown[] as readonly EventDefinition[];

const byName = new Map(catalogue.map((definition) => [definition.name, definition]));

export function eventNamed(name: string): EventDefinition | undefined {
  return byName.get(name);
}

/** The names of the events that wake a step. `project` keeps every event. */
export function eventsFor(step: StepName): readonly string[] {
  return catalogue.filter(({ consumedBy }) => step === "project" || consumedBy.includes(step)).map(({ name }) => name);
}
