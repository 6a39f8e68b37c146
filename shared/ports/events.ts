import type { Envelope } from "../../events/define-event.ts";

/**
 * Announces what has happened. When the promise resolves, every event is durable and will reach every step that
 * consumes it: at least once, in no particular order, again after a failure. When it rejects, any of them may or may
 * not have been announced: whoever called does so again, and the ids make the repeat harmless.
 */
export interface Events {
  publish(...events: readonly Envelope[]): Promise<void>;
}
