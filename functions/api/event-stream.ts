import type { Envelope } from "../../events/define-event.ts";
import type { ApiPorts } from "./api-ports.ts";
import type { Happening } from "./happening.ts";

const heartbeatMs = 15_000;
/** How far back a stream can be taken up again, in events. */
const resumeEventsMax = 500;
/** A reader so slow that this many events wait for it starts anew instead. */
const waitingEventsMax = 1000;

interface Stream {
  readonly ports: Pick<ApiPorts, "journal" | "timers" | "log">;
  readonly account: string;
  /** The id of the last event that the reader has seen. */
  readonly after: string | undefined;
  /** Makes what shows an event; asked anew for each batch, because devices get other names. */
  readonly show: () => Promise<(event: Envelope) => Happening>;
  /** The stream ends when one of them aborts. */
  readonly ending: readonly AbortSignal[];
  readonly onEnd: () => void;
}

/**
 * Server-sent events (HTML standard, section 9.2): one message for each event of the account from now on, after those
 * that the reader has missed. Where more were missed than are kept at hand, `event: reset` tells the reader to look at
 * the lists again. Comments keep the connection alive while nothing happens.
 */
export function streamEvents({ ports, account, after, show, ending, onEnd }: Stream): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let waiting: Envelope[] = [];
  let resets = false;
  let wake: (() => void) | undefined;
  let ended = false;
  let stopHeartbeat: (() => void) | undefined;
  let unwatch: (() => void) | undefined;
  let beat = false;

  const end = () => {
    if (ended) return;
    ended = true;
    stopHeartbeat?.();
    unwatch?.();
    for (const signal of ending) signal.removeEventListener("abort", end);
    onEnd();
    wake?.();
  };
  const keep = (event: Envelope) => {
    if (waiting.length >= waitingEventsMax) {
      waiting = [];
      resets = true;
    }
    waiting.push(event);
    wake?.();
  };
  const startHeartbeat = () => {
    stopHeartbeat = ports.timers.after(heartbeatMs, () => {
      beat = true;
      startHeartbeat();
      wake?.();
    });
  };

  const isDue = () => ended || waiting.length > 0 || resets || beat;

  const messages = async (): Promise<string> => {
    const batch = waiting;
    const text = resets ? "event: reset\ndata: {}\n\n" : "";
    waiting = [];
    resets = false;
    beat = false;
    if (batch.length === 0) return text === "" ? ": still here\n\n" : text;
    const shown = await show();
    return text + batch.map((event) => `id: ${event.id}\ndata: ${JSON.stringify(shown(event))}\n\n`).join("");
  };

  return new ReadableStream<Uint8Array>(
    {
      start: async (controller) => {
        for (const signal of ending) signal.addEventListener("abort", end);
        if (ending.some(({ aborted }) => aborted)) {
          end();
          controller.close();
          return;
        }
        controller.enqueue(encoder.encode("retry: 2000\n\n"));
        try {
          // Watched first, then looked back: what is kept in between is found twice, and told once.
          unwatch = await ports.journal.watch(account, keep);
          if (ended) {
            unwatch();
            return;
          }
          startHeartbeat();
          if (after !== undefined) {
            const missed = await missedSince(after, ports, account);
            if (missed === undefined) resets = true;
            const known = new Set(missed?.map(({ id }) => id));
            waiting = [...(missed ?? []), ...waiting.filter(({ id }) => !known.has(id))];
          }
        } catch (error) {
          end();
          throw error;
        }
      },
      pull: async (controller) => {
        if (!isDue()) await new Promise<void>((resolve) => (wake = resolve));
        if (ended) {
          controller.close();
          return;
        }
        try {
          controller.enqueue(encoder.encode(await messages()));
        } catch (error) {
          ports.log.warn("stream.failed", { reason: error instanceof Error ? error.name : "unknown" });
          end();
          controller.close();
        }
      },
      cancel: end,
    },
    { highWaterMark: 1 },
  );
}

/** The events after that one, oldest first; `undefined` where it is not among the newest any more. */
async function missedSince(
  id: string,
  { journal }: Pick<ApiPorts, "journal">,
  account: string,
): Promise<readonly Envelope[] | undefined> {
  const recent = await journal.recent(account, resumeEventsMax);
  const place = recent.findIndex((event) => event.id === id);
  return place === -1 ? undefined : recent.slice(0, place).toReversed();
}
