import { type AnyEvent, eventNamed } from "../../events/catalogue.ts";
import type { Envelope } from "../../events/define-event.ts";
import { Rejected } from "../../events/rejected.ts";
import type { Journal } from "../../shared/ports/journal.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import { articleProjection } from "./project-article.ts";
import { bookProjection } from "./project-book.ts";
import { deadLetterProjection } from "./project-dead-letter.ts";
import { deliveryProjection } from "./project-delivery.ts";
import { deviceProjection } from "./project-device.ts";
import { digestProjection } from "./project-digest.ts";
import { editionProjection } from "./project-edition.ts";
import { sealProjection } from "./project-seal.ts";
import { subscriptionProjection } from "./project-subscription.ts";
import { tokenProjection } from "./project-token.ts";
import type { Projection } from "./projection.ts";

export interface ProjectPorts {
  readonly journal: Journal;
  readonly readModels: ReadModels;
}

/** Every read model that `project` writes, with how its documents follow from events. */
export const projections: readonly Projection<unknown>[] = [
  bookProjection,
  deviceProjection,
  deliveryProjection,
  deadLetterProjection,
  tokenProjection,
  subscriptionProjection,
  articleProjection,
  digestProjection,
  editionProjection,
  sealProjection,
] as readonly unknown[] as readonly Projection<unknown>[];

/**
 * Keeps an event in the journal, then brings the read models up to it. The models follow from the event as it was first
 * kept, so that a repeat which differs (in its time, in its seal) changes nothing, and a rebuild comes to the same.
 * @throws Rejected `event/unknown`, `event/malformed`: such an event is not kept. NewerEvent
 */
export async function projectEvent(event: Envelope, ports: ProjectPorts): Promise<void> {
  if (!isNews(parse(event))) return;
  const kept = await ports.journal.append(event);
  await applyEvent(kept, ports.readModels);
}

/** Brings the read models up to a kept event. @throws Rejected, NewerEvent like `projectEvent` */
export async function applyEvent(kept: Envelope, readModels: ReadModels): Promise<void> {
  const event = parse(kept);
  await Promise.all(projections.map((projection) => applyTo(projection, event, readModels)));
}

async function applyTo<T>({ model, changeOf }: Projection<T>, event: AnyEvent, readModels: ReadModels): Promise<void> {
  const change = changeOf(event);
  if (change === undefined) return;
  await readModels.update(model, event.account, change.id, change.after);
}

/**
 * A feed's turn comes round up to 24 times a day, and mostly there is nothing new. Kept for ever that would be most of the journal,
 * and tells nobody anything: what came of it does, and its time is found by any poll. A reader who asks for a feed is kept.
 */
export function isNews(event: AnyEvent): boolean {
  return event.name !== "feed.due" || event.data.by !== "schedule";
}

/** Lifts the event to its present version. */
function parse(event: Envelope): AnyEvent {
  const definition = eventNamed(event.name);
  if (definition === undefined) throw new Rejected("event/unknown", `There is no event named ${event.name}.`);
  return definition.parse(event) as AnyEvent;
}
