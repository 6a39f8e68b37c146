import type { Envelope } from "../../events/define-event.ts";
import type { WorkDone } from "../../shared/ports/progress.ts";
import type { ApiPorts } from "./api-ports.ts";
import { progressView } from "./books/progress-view.ts";
import type { Happening } from "./happening.ts";

const heartbeatMs = 15_000;
const workGatherMs = 150;
/** How far back a stream can be taken up again, in events. */
const resumeEventsMax = 500;
/** A reader so slow that this many events wait for it starts anew instead. */
const waitingEventsMax = 1000;

interface Stream {
  readonly ports: Pick<ApiPorts, "journal" | "timers" | "log" | "progress">;
  readonly account: string;
  /** Whose feeds are everybody's: of what happens there, only what concerns the reader is told. */
  readonly commonAccount: string;
  readonly concerns: (event: Envelope) => Promise<boolean>;
  /** The id of the last event that the reader has seen. */
  readonly after: string | undefined;
  /** Makes what shows an event; asked anew for each batch, because devices get other names. */
  readonly show: () => Promise<(event: Envelope) => Happening>;
  /** The stream ends when one of them aborts. */
  readonly ending: readonly AbortSignal[];
  readonly onEnd: () => void;
}

/**
 * Server-sent events (HTML standard, section 9.2): one message for each event of the account, and of the feeds that it reads,
 * from now on, after those that the reader has missed. Where more were missed than are kept at hand, `event: reset` tells the
 * reader to look at the lists again. `event: progress` tells how far a book is that is being made. Comments keep the
 * connection alive while nothing happens.
 */
export function streamEvents(stream: Stream): ReadableStream<Uint8Array> {
  const { ports, account, commonAccount, concerns, after, show, ending, onEnd } = stream;
  const encoder = new TextEncoder();
  let waiting: Envelope[] = [];
  /** Of each book that is being made the newest word: a slow reader misses steps, and never where it is now. */
  let works = new Map<string, WorkDone | undefined>();
  let resets = false;
  let wake: (() => void) | undefined;
  let ended = false;
  /** The reader has gone: nothing is left that could be told, or closed. */
  let isLeft = false;
  let stopHeartbeat: (() => void) | undefined;
  let unwatch: (() => void)[] = [];
  let unwatchWork: (() => void) | undefined;
  let workPause: (() => void) | undefined;
  let beat = false;
  let workIsDue = false;

  const end = () => {
    if (ended) return;
    ended = true;
    stopHeartbeat?.();
    for (const each of unwatch) each();
    unwatchWork?.();
    workPause?.();
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
  /** Gathered for a moment, as nobody sees more of them. */
  const keepWork = (id: string, work: WorkDone | undefined) => {
    works.set(id, work);
    workPause ??= ports.timers.after(workGatherMs, () => {
      workPause = undefined;
      workIsDue = true;
      wake?.();
    });
  };
  const startHeartbeat = () => {
    stopHeartbeat = ports.timers.after(heartbeatMs, () => {
      beat = true;
      startHeartbeat();
      wake?.();
    });
  };

  const isDue = () => ended || waiting.length > 0 || resets || beat || workIsDue;

  /** Empty where nothing of it is for this reader. */
  const messages = async (): Promise<string> => {
    const batch = waiting;
    const text = `${resets ? "event: reset\ndata: {}\n\n" : ""}${workMessages(works)}`;
    works = new Map();
    workIsDue = false;
    const isBeat = beat;
    waiting = [];
    resets = false;
    beat = false;
    const told: Envelope[] = [];
    for (const event of batch) if (event.account === account || (await concerns(event))) told.push(event);
    if (told.length === 0) return text === "" && isBeat ? ": still here\n\n" : text;
    const shown = await show();
    return text + told.map((event) => `id: ${event.id}\ndata: ${JSON.stringify(shown(event))}\n\n`).join("");
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
          for (const watched of [account, commonAccount]) unwatch.push(await ports.journal.watch(watched, keep));
          if (ended) {
            for (const each of unwatch) each();
            return;
          }
          unwatchWork = ports.progress.watch(account, keepWork);
          startHeartbeat();
          if (after !== undefined) {
            const missed = await missedSince(after, stream);
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
        try {
          let text = "";
          while (text === "") {
            if (!isDue()) await new Promise<void>((resolve) => (wake = resolve));
            if (ended) {
              if (!isLeft) controller.close();
              return;
            }
            text = await messages();
          }
          if (!isLeft) controller.enqueue(encoder.encode(text));
        } catch (error) {
          ports.log.warn("stream.failed", { reason: error instanceof Error ? error.name : "unknown" });
          end();
          if (!isLeft) controller.close();
        }
      },
      cancel: () => {
        isLeft = true;
        end();
      },
    },
    { highWaterMark: 1 },
  );
}

/** Without an id: what has been missed of it is of no interest. */
function workMessages(works: ReadonlyMap<string, WorkDone | undefined>): string {
  return [...works]
    .map(([bookId, work]) => JSON.stringify({ bookId, ...(work && { progress: progressView(work) }) }))
    .map((data) => `event: progress\ndata: ${data}\n\n`)
    .join("");
}

/**
 * The events after that one, oldest first; `undefined` where it is not among the newest any more. Two journals have no common
 * order: of the one in which it is not, those count that happened no earlier.
 */
async function missedSince(
  id: string,
  { ports, account, commonAccount }: Stream,
): Promise<readonly Envelope[] | undefined> {
  const journals = await Promise.all([account, commonAccount].map((one) => ports.journal.recent(one, resumeEventsMax)));
  const seen = journals.flat().find((event) => event.id === id);
  if (seen === undefined) return undefined;
  const missed = journals.map((recent) => {
    const place = recent.findIndex((event) => event.id === id);
    if (place !== -1) return recent.slice(0, place);
    const later = recent.filter(({ occurredAt }) => occurredAt >= seen.occurredAt);
    return later.length === resumeEventsMax ? undefined : later;
  });
  if (missed.includes(undefined)) return undefined;
  return missed
    .flatMap((events) => events?.toReversed() ?? [])
    .toSorted((one, other) => Date.parse(one.occurredAt) - Date.parse(other.occurredAt));
}
