import type { EventHandler } from "./handle-event.ts";
import { readPubsubMessage } from "./pubsub-message.ts";

/**
 * A function that Pub/Sub pushes our events to:
 * `cloudEvent("format", onEvent(handleEvents("format", formatHandlers(ports), ports)))`.
 * Resolving acknowledges the delivery; throwing asks for another one, later.
 */
export function onEvent(handle: EventHandler) {
  // Exactly one parameter: the framework would take a second one for a callback, and wait for it.
  return async (delivery: { readonly data?: unknown }): Promise<void> => {
    await handle(readPubsubMessage(delivery.data).content);
  };
}
