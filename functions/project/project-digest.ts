import type { AnyEvent } from "../../events/catalogue.ts";
import type { DigestChanged } from "../../events/digest-changed.ts";
import type { DigestDefined } from "../../events/digest-defined.ts";
import type { DigestRemoved } from "../../events/digest-removed.ts";
import { DigestSettings } from "../../events/digest-settings.ts";
import { type Digest, digests } from "../../shared/read-models/digests.ts";
import type { Projection } from "./projection.ts";
import { stamped, stampOf, unknownTime } from "./stamps.ts";

type DigestEvent = DigestDefined | DigestChanged | DigestRemoved;

export const digestProjection: Projection<Digest> = {
  model: digests,
  changeOf: (event: AnyEvent) => {
    switch (event.name) {
      case "digest.defined":
      case "digest.changed":
      case "digest.removed":
        return { id: event.data.digestId, after: (before) => digestAfter(before, event) };
      default:
        return undefined;
    }
  },
};

/** Each setting shows the newest word on it, whatever order they came in. What is removed stays so. */
export function digestAfter(before: Digest | undefined, event: DigestEvent): Digest {
  const { id, said: saidBefore, stamps: stampsBefore, definedAt } = before ?? unknownDigest(event.data.digestId);
  const stamp = stampOf(event);
  const stamps = stamped(stampsBefore, event);
  const said = { ...saidBefore };
  for (const [name, value] of Object.entries(wordsOf(event))) {
    if (value !== undefined && stamp > (said[name]?.stamp ?? "")) said[name] = { stamp, value };
  }
  const isDefined = "digest.defined" in stamps;
  const removed = !isDefined || "digest.removed" in stamps;
  const settings = isDefined ? { settings: settingsOf(said) } : {};
  return {
    id,
    ...settings,
    definedAt: event.name === "digest.defined" ? earlierOf(definedAt, event.occurredAt) : definedAt,
    removed,
    stamps,
    said,
  };
}

function wordsOf(event: DigestEvent): Readonly<Record<string, unknown>> {
  switch (event.name) {
    case "digest.defined":
      return event.data.settings;
    case "digest.changed":
      return event.data.change;
    case "digest.removed":
      return {};
  }
}

function settingsOf(said: Digest["said"]): DigestSettings {
  return DigestSettings.parse(
    Object.fromEntries(Object.entries(said).flatMap(([name, { value }]) => (value === null ? [] : [[name, value]]))),
  );
}

function earlierOf(known: string, told: string): string {
  return known === unknownTime || told < known ? told : known;
}

function unknownDigest(id: string): Digest {
  return { id, definedAt: unknownTime, removed: true, stamps: {}, said: {} };
}
