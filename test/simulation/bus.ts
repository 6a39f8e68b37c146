import type { Envelope } from "../../events/define-event.ts";
import type { Random } from "./random.ts";

/** One event on its way to `deliver`. */
export interface Message {
  readonly event: Envelope;
  dueAt: number;
  taken: boolean;
  /** How often it has been handed out. */
  times: number;
}

/** A queue that delivers at least once, in any order. */
export interface Bus {
  put(event: Envelope): void;
  /** A message that is due and that nobody has, or `undefined`. */
  take(now: number): Message | undefined;
  acknowledge(message: Message): void;
  comeAgain(message: Message, dueAt: number): void;
  /**
   * Forgets a message that nobody has had yet, and that `poll` is there to find again. One that somebody has had comes
   * again until it has been acknowledged: on that, a bus can be relied upon.
   */
  lose(): void;
  repeat(): void;
  nextDueAt(): number;
  size(): number;
}

const foundAgain = new Set(["delivery.requested", "delivery.overdue"]);
const consumed = new Set([
  ...foundAgain,
  "document.formatted",
  "book.duplicated",
  "delivery.ordered",
  "delivery.resolved",
  "delivery.evidenced",
]);

export function bus(random: Random): Bus {
  let messages: Message[] = [];
  const past = new Map<string, Envelope[]>();
  const put = (event: Envelope) => {
    messages.push({ event, dueAt: 0, taken: false, times: 0 });
  };
  return {
    put: (event) => {
      if (!consumed.has(event.name)) return;
      const ofName = past.get(event.name) ?? [];
      if (!ofName.some(({ id }) => id === event.id)) past.set(event.name, [...ofName, event]);
      put(event);
    },
    take: (now) => {
      const due = messages.filter(({ dueAt, taken }) => !taken && dueAt <= now);
      if (due.length === 0) return undefined;
      const message = random.pick(due);
      message.taken = true;
      message.times += 1;
      return message;
    },
    acknowledge: (message) => {
      messages = messages.filter((one) => one !== message);
    },
    comeAgain: (message, dueAt) => {
      message.taken = false;
      message.dueAt = dueAt;
    },
    lose: () => {
      const index = messages.findIndex(
        ({ event, taken, times }) => !taken && times === 0 && foundAgain.has(event.name),
      );
      if (index >= 0) messages.splice(index, 1);
    },
    repeat: () => {
      // Anything that was ever said may be said again, however much later; what is said rarely no less than the rest.
      const names = [...past.values()];
      if (names.length > 0) put(random.pick(random.pick(names)));
    },
    nextDueAt: () => Math.min(...messages.filter(({ taken }) => !taken).map(({ dueAt }) => dueAt)),
    size: () => messages.length,
  };
}
