import { isThing } from "./state-value.ts";

const valuesMax = 200_000;
const marksMax = 8;

/**
 * Nuxt 3 writes its state as one flat list, in which lists and objects name their parts by number (npm `devalue`): put together again.
 * Anything else comes back as it is. What refers to itself does so in what is made, too.
 */
export function unflatten(written: unknown): unknown {
  if (!Array.isArray(written) || written.length > valuesMax || !isFlat(written)) return written;
  const made: unknown[] = written.map((value) => (Array.isArray(value) ? [] : isThing(value) ? {} : value));
  const at = (place: unknown) => (typeof place === "number" && place >= 0 ? made[place] : undefined);
  // A mark such as ["Reactive", 3] stands for what it names, a mark again perhaps.
  for (const index of written.keys()) {
    let place: unknown = index;
    let value: unknown;
    for (let steps = 0; steps < marksMax && typeof place === "number"; steps += 1) {
      value = written[place];
      if (!isMark(value)) break;
      place = value[0] === "Date" ? undefined : value[1];
    }
    made[index] = isMark(value) ? value[1] : at(place);
  }
  for (const [index, value] of written.entries()) {
    const holder = made[index];
    if (Array.isArray(value) && !isMark(value)) (holder as unknown[]).push(...value.map(at));
    else if (isThing(value))
      for (const [key, place] of Object.entries(value)) (holder as Record<string, unknown>)[key] = at(place);
  }
  return made[0];
}

/** The first value is the whole, and all that it names are numbers of others. */
function isFlat(written: readonly unknown[]): boolean {
  const [first] = written;
  if (isMark(first)) return written.length > 1;
  if (!isThing(first) || written.length < 2) return false;
  const places = Object.values(first);
  return places.length > 0 && places.every((place) => Number.isInteger(place) && Number(place) < written.length);
}

function isMark(value: unknown): value is readonly [string, unknown] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === "string";
}
