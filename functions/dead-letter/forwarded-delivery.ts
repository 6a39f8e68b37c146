import { stepNames } from "../../events/define-event.ts";
import type { WireEvent } from "../../events/wire.ts";
import type { FailedDelivery } from "./record-dead-letter.ts";

const prefix = "CloudPubSubDeadLetterSource";

/**
 * Reads what Pub/Sub says of a message that it has forwarded to a dead-letter topic
 * (https://cloud.google.com/pubsub/docs/handling-failures#dead_letter_topic). `undefined` for any other message.
 */
export function forwardedDelivery(message: {
  readonly content: unknown;
  readonly attributes: Readonly<Record<string, string>>;
}): FailedDelivery | undefined {
  const subscription = message.attributes[`${prefix}Subscription`];
  if (subscription === undefined) return undefined;
  const attempts = Number(message.attributes[`${prefix}DeliveryCount`]);
  return {
    step: stepIn(subscription),
    // Whether it is one of ours is checked where it is recorded.
    wire: message.content as WireEvent,
    // Forwarding makes a new message each time; the time at which the original was published stays.
    publication: message.attributes[`${prefix}TopicPublishTime`] ?? "unknown",
    attempts: Number.isSafeInteger(attempts) && attempts > 0 ? attempts : 1,
    reason: `The function did not take it in ${attempts > 0 ? attempts : "its"} attempts; its log says why.`,
  };
}

/** Our subscriptions carry their step's name: `kcs-format-book-ingested`. Where two would do, it is the first one. */
function stepIn(subscription: string): string {
  const places = stepNames
    .map((step) => ({ step, place: new RegExp(`(?<=^|-)${step}(?=-|$)`).exec(subscription)?.index ?? -1 }))
    .filter(({ place }) => place >= 0)
    .toSorted((a, b) => a.place - b.place);
  return places[0]?.step ?? subscription;
}
