import type { Envelope } from "../../events/define-event.ts";

/**
 * What a person would say an event is about: the book or the edition where its data names one, so that the failure
 * shows in that one's history; otherwise whatever it happened to.
 */
export function aboutOf({ subject, data }: Pick<Envelope, "subject" | "data">): string {
  const named = (data ?? {}) as {
    readonly bookId?: unknown;
    readonly documentId?: unknown;
    readonly editionId?: unknown;
  };
  const ids = [named.bookId, named.documentId, named.editionId].filter(
    (id): id is string => typeof id === "string" && id !== "",
  );
  return ids[0] ?? subject;
}
