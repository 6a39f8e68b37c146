import type { Envelope } from "../../events/define-event.ts";
import type { Page } from "./read-models.ts";

/**
 * Every event, once, for ever. The source of rebuilds, of replays, and of the answer to "why is it not on my Kindle?".
 * Written by `project` alone.
 */
export interface Journal {
  /**
   * Keeps an event under its id and answers the event as first kept. A repeat (same id) adds nothing, and answers the
   * first one even where the repeat differs, as in its time: so what is derived from the answer is always the same.
   */
  append(event: Envelope): Promise<Envelope>;
  /** The event of that id, or `undefined`. */
  find(account: string, eventId: string): Promise<Envelope | undefined>;
  /**
   * The events about a thing (its subject, or an id that its data names), in the order in which they were kept: at most
   * `limit` of them, from the first or from where the page before ended. `next` is there while there are more. Of
   * events that are appended at the same time any may be the first: no store that many write to can count them.
   * @throws UnknownPage for an `after` that no page of a history ended with
   */
  about(account: string, id: string, options: HistoryOptions): Promise<Page<Envelope>>;
  /** The newest events about a thing, at most `limit` of them, in the order in which they were kept. */
  lastAbout(account: string, id: string, limit: number): Promise<readonly Envelope[]>;
  /**
   * Every event of every account, in the same order. Holds one page in memory, not all of them. With `since`, at least
   * every event that was kept then or later, by the store's own clock.
   */
  all(since?: Date): AsyncIterable<Envelope>;
  /** Every event of one account, in the same order. Holds one page in memory, not all of them. */
  of(account: string): AsyncIterable<Envelope>;
  /**
   * The events of an account that come after a place, or all, each with its own place, in an order that never changes:
   * whatever is kept later has a later place. What is being kept at this very moment may be left out, and comes next time.
   */
  settled(account: string, after?: string): AsyncIterable<PlacedEvent>;
  /** Every account that has events, each once, in no particular order. */
  accounts(): AsyncIterable<string>;
  /** Removes every event of an account but the one of that id. An account that has none is as it was. */
  erase(account: string, exceptEventId: string): Promise<void>;
  /** The newest events of an account, newest first, at most `limit` of them. */
  recent(account: string, limit: number): Promise<readonly Envelope[]>;
  /**
   * Tells the listener, soon, of each event of the account that is kept once the promise has resolved, in order, at
   * least once. Best effort: what a listener must not miss it reads with `about` or `recent`. The answer ends it.
   */
  watch(account: string, listener: (event: Envelope) => void): Promise<() => void>;
}

export interface HistoryOptions {
  readonly limit: number;
  readonly after?: string;
}

/** An event, and where it stands. What the place says is the store's own affair. */
export interface PlacedEvent {
  readonly event: Envelope;
  readonly place: string;
}

/** What an event is about: its subject and every id that its data names. History is looked up by these. */
export function idsOf(event: Envelope): readonly string[] {
  const ids = new Set([event.subject]);
  if (typeof event.data === "object" && event.data !== null) {
    for (const [name, value] of Object.entries(event.data)) {
      if (typeof value === "string" && (name.endsWith("Id") || name === "about")) ids.add(value);
    }
  }
  return [...ids];
}
