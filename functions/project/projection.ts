import type { AnyEvent } from "../../events/catalogue.ts";
import type { ReadModel } from "../../shared/ports/read-models.ts";

/**
 * How the documents of one read model follow from events. An event changes at most one of them, and nothing else needs
 * to be read for that. Whatever order events come in, and however often, the same documents come of them.
 */
export interface Projection<T> {
  readonly model: ReadModel<T>;
  /** Pure. `undefined` where the event says nothing about this model. */
  readonly changeOf: (event: AnyEvent) => Change<T> | undefined;
}

/** One document's change: what it is after the event, given what it was before. */
export interface Change<T> {
  readonly id: string;
  readonly after: (before: T | undefined) => T;
}
