import type { BookWords } from "../../events/book-described.ts";
import type { Envelope } from "../../events/define-event.ts";
import type { BookFacts } from "../../shared/read-models/books.ts";
import { stampOf } from "./stamps.ts";

type Described = BookFacts["described"];

/** Of each field the newest word, whatever order they came in. */
export function wordsAfter(before: Described, event: Envelope, said: BookWords | undefined): Described {
  if (said === undefined) return before;
  const stamp = stampOf(event);
  const stamps = { ...before?.stamps };
  const words: Record<string, unknown> = { ...before?.words };
  for (const [field, word] of Object.entries(said)) {
    if (word === undefined || stamp <= (stamps[field] ?? "")) continue;
    stamps[field] = stamp;
    words[field] = word;
  }
  return { stamps, words };
}

/** What has been said since then. */
export function wordsSince(described: Described, stamp: string): Described {
  if (described === undefined) return undefined;
  const since = Object.keys(described.stamps).filter((field) => (described.stamps[field] ?? "") > stamp);
  const pick = (all: object) => Object.fromEntries(Object.entries(all).filter(([field]) => since.includes(field)));
  return { stamps: pick(described.stamps), words: pick(described.words) };
}
