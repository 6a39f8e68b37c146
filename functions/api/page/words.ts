import type { Book } from "../../../shared/read-models/books.ts";
import type { DeliveryView } from "../../../shared/read-models/deliveries.ts";

/** A state as the page shows it: a sign, words, and a tone. The words say it all; tone and sign only repeat it. */
export interface Wording {
  readonly sign: string;
  readonly words: string;
  readonly tone: "busy" | "good" | "bad" | "unclear" | "quiet";
}

/** Where a delivery is, and never more than is known. */
export function deliveryWording(
  { status, nextAttemptAt, hold, repair }: DeliveryView,
  mailStaysHere: boolean,
): Wording {
  switch (status) {
    case "queued":
      return nextAttemptAt === undefined
        ? { sign: "…", words: "waiting its turn", tone: "busy" }
        : { sign: "↻", words: "not accepted yet, will be tried again", tone: "busy" };
    case "attempting":
      return { sign: "…", words: "being mailed", tone: "busy" };
    case "sent":
      return mailStaysHere
        ? { sign: "✓", words: "written to the outbox folder", tone: "good" }
        : { sign: "✓", words: "mailed, not confirmed by Amazon yet", tone: "good" };
    case "delivered":
      if (hold !== undefined) return { sign: "!", words: "Amazon waits for your confirmation", tone: "unclear" };
      return { sign: "✓", words: "taken by Amazon’s mail server", tone: "good" };
    case "refused":
      return repair === undefined
        ? { sign: "✕", words: "refused by Amazon", tone: "bad" }
        : { sign: "↻", words: "refused by Amazon, being rebuilt and sent again", tone: "busy" };
    case "bounced":
      return { sign: "✕", words: "came back", tone: "bad" };
    case "failed":
      return { sign: "✕", words: "not delivered", tone: "bad" };
    case "uncertain":
      return { sign: "?", words: "unclear whether it was accepted, waiting for evidence", tone: "unclear" };
    case "parked":
      return { sign: "?", words: "unclear whether it was accepted: you decide", tone: "unclear" };
  }
}

/** Where a book is on its way, in a few words: `devices` names those of its deliveries. */
export function bookWording(
  book: Book,
  deliveries: readonly DeliveryView[],
  nameOf: (deviceId: string) => string | undefined,
  mailStaysHere: boolean,
): Wording {
  if (book.trouble !== undefined) return { sign: "✕", words: "stuck: see “Needs you”", tone: "bad" };
  if (book.status === "rejected") return { sign: "✕", words: "refused", tone: "bad" };
  if (book.status === "received") {
    const words = book.facts.ingested === undefined ? "being opened" : "being made Kindle-ready";
    return { sign: "…", words, tone: "busy" };
  }
  return whereWording(deliveries, nameOf, mailStaysHere);
}

/** Where a ready document has gone: the delivery that its reader should know of first. */
export function whereWording(
  deliveries: readonly DeliveryView[],
  nameOf: (deviceId: string) => string | undefined,
  mailStaysHere: boolean,
): Wording {
  const worst = mostTelling(deliveries);
  if (worst === undefined) return { sign: "✓", words: "ready", tone: "quiet" };
  const { sign, words, tone } = deliveryWording(worst, mailStaysHere);
  if (tone !== "good") return { sign, words: `${nameOf(worst.deviceId) ?? "a device"}: ${words}`, tone };
  const names = [...new Set(deliveries.map(({ deviceId }) => nameOf(deviceId) ?? "a former device"))];
  const where = names.length > 2 ? `${names.length} devices` : names.join(" and ");
  const done = worst.status === "sent" ? (mailStaysHere ? "in the outbox for" : "mailed to") : "delivered to";
  return { sign, words: `${done} ${where}`, tone };
}

/** How far a book has come: 1 received, 2 opened, 3 made, 4 on its way out. For the little line of steps. */
export function stepsDone(book: Book, deliveries: readonly DeliveryView[]): number {
  if (book.status === "ready") {
    return deliveries.some(({ status }) => status === "sent" || status === "delivered") ? 4 : 3;
  }
  return book.facts.ingested === undefined ? 1 : 2;
}

const urgency: readonly DeliveryView["status"][] = [
  "parked",
  "uncertain",
  "failed",
  "refused",
  "bounced",
  "attempting",
  "queued",
  "sent",
  "delivered",
];

/** Of the newest delivery to each device, the one that its reader should know of first. */
function mostTelling(deliveries: readonly DeliveryView[]): DeliveryView | undefined {
  const newest = [...Map.groupBy(deliveries, ({ deviceId }) => deviceId).values()].map(([first]) => first);
  return newest
    .filter((delivery) => delivery !== undefined)
    .toSorted((a, b) => urgency.indexOf(a.status) - urgency.indexOf(b.status))[0];
}
