import { accountErased } from "../../../events/account-erased.ts";
import { accountErasureRequested } from "../../../events/account-erasure-requested.ts";
import type { Envelope } from "../../../events/define-event.ts";
import { toWire, type WireEvent } from "../../../events/wire.ts";
import { type Backoff, fullJitterMs } from "../../full-jitter.ts";
import type { Clock, Randomness } from "../../ports/clock.ts";
import type { Events } from "../../ports/events.ts";
import type { Log } from "../../ports/log.ts";
import type { Timers } from "../../ports/timers.ts";
import type { EventHandler } from "../../triggers/handle-event.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { type Depth, type QueuedRow, sqliteQueue } from "./sqlite-queue.ts";

/** Who gets which events, by name. Fixed before the first event is published, whether anybody listens yet or not. */
export interface Route {
  readonly subscription: string;
  readonly events: readonly string[];
}

/** Who takes the events of one route, and how. */
export interface Subscription {
  readonly subscription: string;
  readonly handle: EventHandler;
  /** How many are handled at once. */
  readonly concurrency: number;
  /** How many times a handler may throw at one event before it is a dead letter. */
  readonly attemptsMax: number;
  readonly backoff: Backoff;
  /** A claim comes back after this long, unless it is renewed, as it is while its handler runs. */
  readonly leaseMs: number;
  /** A handler that has not settled by then has failed, and its claim comes back. */
  readonly handlingMsMax: number;
  /** Keeps an event aside that failed for good. Called again, with backoff, until it has resolved once. */
  readonly onDeadLetter: (letter: DeadEvent) => Promise<void>;
}

export interface DeadEvent {
  readonly step: string;
  readonly wire: WireEvent;
  /** Which time of publishing it this was: one for however often it is kept aside, another one for a replay. */
  readonly publication: string;
  readonly attempts: number;
  readonly reason: string;
}

/** The embedded bus: the port to publish with, and what delivers to the subscriptions of this process. */
export interface SqliteEvents extends Events {
  subscribe(subscription: Subscription): void;
  /** Begins to deliver. What a process that is gone had claimed is delivered first. */
  start(): Promise<void>;
  /**
   * Claims no more, and waits for the handlers that run, at most `withinMs`. Answers how many had not ended by then:
   * theirs comes again at the next start, and so does what fails from now on, which is not held against it.
   */
  stop(withinMs: number): Promise<number>;
  /** Resolves once no handler runs and nothing is due. What is due later (after a failure) does not count. */
  idle(): Promise<void>;
  /** Forgets whatever waits of an account that is no more, but for the news of that. */
  erase(account: string): Promise<void>;
  depths(): readonly Depth[];
}

export interface SqliteEventsPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomness: Pick<Randomness, "fraction">;
  readonly log: Log;
}

/**
 * How often a process may die while an event is being handled before the event is taken for the reason. Far more than
 * a handler may throw: most of what is under way when a machine loses power had nothing to do with it.
 */
export const interruptionsMax = 50;
const afterBrokenCommitMs = 1000;
const reasonCharactersMax = 2000;

const noTimer = () => {};

interface Running {
  readonly row: QueuedRow;
  readonly overdueAt: number;
  leasedUntil: number;
}

interface Lane {
  readonly subscription: Subscription;
  readonly running: Map<number, Running>;
  /** Not later than when its next row is due: 0 where that is not known. */
  nextDueAt: number;
}

/**
 * A durable queue in SQLite. Published events are one row for each subscription that takes them; one turn after the
 * other, what handlers have ended with is written and what is due is claimed, all in one commit, so that many handlers
 * share a flush to the disk. Nothing polls: a publication, an ended handler or the next due time starts a turn.
 *
 * One process works on one database. The leases are for the rows of a process that is gone and of handlers that hang.
 */
export function sqliteEvents(
  database: SqliteDatabase,
  routes: readonly Route[],
  ports: SqliteEventsPorts,
): SqliteEvents {
  const queue = sqliteQueue(database);
  const takers = takersByName(routes);
  const lanes = new Map<string, Lane>();
  /** What ended since the last turn: each writes itself into the queue. */
  let ended: ((now: number) => void)[] = [];
  let state: "waiting" | "started" | "stopping" = "waiting";
  let turnWanted = false;
  let turning = false;
  let cancelTimer = noTimer;
  let onIdle: (() => void)[] = [];
  let onEmpty: (() => void)[] = [];

  const now = () => ports.clock.now().getTime();

  const wantTurn = () => {
    turnWanted = true;
    if (turning || state === "waiting") return;
    turning = true;
    void takeTurns();
  };

  async function takeTurns(): Promise<void> {
    cancelTimer();
    let broken = false;
    while (turnWanted && !broken) {
      turnWanted = false;
      broken = !(await turn());
    }
    turning = false;
    setTimer(broken);
    tellWaiters();
  }

  /** One commit: what ended, what needs more time, what is claimed. Answers whether the disk took it. */
  async function turn(): Promise<boolean> {
    let written: typeof ended = [];
    try {
      const claimed = await database.commit(() => {
        const at = now();
        written = ended;
        ended = [];
        for (const write of written) write(at);
        for (const lane of lanes.values()) endOverdue(lane, at);
        for (const lane of lanes.values()) renewLeases(lane, at);
        return state === "started" ? [...lanes.values()].map((lane) => ({ lane, rows: claimDue(lane, at) })) : [];
      });
      const at = now();
      for (const { lane, rows } of claimed) for (const row of rows) run(lane, row, at);
      return true;
    } catch (error) {
      // Nothing of the turn is on the disk. Handlers' endings are kept in memory, and written by the next one.
      ended = [...written, ...ended];
      for (const lane of lanes.values()) {
        lane.nextDueAt = 0;
        for (const running of lane.running.values()) running.leasedUntil = 0;
      }
      turnWanted = true;
      ports.log.error("queue.commit-failed", { reason: reasonOf(error) });
      return false;
    }
  }

  function claimDue(lane: Lane, at: number): readonly QueuedRow[] {
    const free = lane.subscription.concurrency - lane.running.size;
    if (free <= 0 || lane.nextDueAt > at) return [];
    const { subscription, leaseMs } = lane.subscription;
    const rows = queue.claim(subscription, at, at + leaseMs, free);
    // With every place taken there is no need to know; otherwise nothing else is due, and the timer has to.
    lane.nextDueAt = rows.length === free ? 0 : queue.nextDueAt(subscription);
    return rows;
  }

  function renewLeases(lane: Lane, at: number): void {
    const { leaseMs } = lane.subscription;
    for (const running of lane.running.values()) {
      if (running.leasedUntil - at > leaseMs / 2) continue;
      running.leasedUntil = at + leaseMs;
      queue.renew(running.row, running.leasedUntil);
    }
  }

  function endOverdue(lane: Lane, at: number): void {
    for (const running of lane.running.values()) {
      if (running.overdueAt > at) continue;
      lane.running.delete(running.row.id);
      writeFailure(lane, running.row, `It did not end within ${lane.subscription.handlingMsMax} ms.`, at);
    }
  }

  function run(lane: Lane, row: QueuedRow, at: number): void {
    const { leaseMs, handlingMsMax } = lane.subscription;
    const running = { row, overdueAt: at + handlingMsMax, leasedUntil: at + leaseMs };
    lane.running.set(row.id, running);
    const end = (write: (endedAt: number) => void) => {
      // A handler that was given up on says so too late: its claim is somebody else's by now.
      if (lane.running.get(row.id) !== running) return;
      lane.running.delete(row.id);
      ended.push(write);
      wantTurn();
    };
    deliver(lane.subscription, row).then(
      () => end(() => queue.remove(row)),
      (error: unknown) =>
        end((endedAt) => {
          // Its work may have been ended because there is no time for it: it goes on at the next start.
          if (state === "started") writeFailure(lane, row, reasonOf(error), endedAt);
        }),
    );
  }

  function writeFailure(lane: Lane, row: QueuedRow, reason: string, at: number): void {
    const { attemptsMax, backoff, subscription } = lane.subscription;
    const attempt = row.failures + 1;
    const dueAt = at + fullJitterMs(row.dead ? attempt - attemptsMax : attempt, backoff, ports.randomness.fraction());
    if (row.dead) {
      ports.log.error("queue.dead-letter-not-kept", { step: subscription, attempts: attempt, reason });
      // Its reason stays the one that it died of.
      queue.retry(row, dueAt, row.reason);
    } else if (attempt >= attemptsMax) {
      queue.bury(row, at, reason);
    } else {
      queue.retry(row, dueAt, reason);
    }
    lane.nextDueAt = 0;
  }

  function setTimer(broken: boolean): void {
    cancelTimer();
    const wakeAt = Math.min(...[...lanes.values()].map((lane) => nextWakeAt(lane, state === "started")));
    const delayMs = broken ? afterBrokenCommitMs : wakeAt - now();
    cancelTimer = Number.isFinite(delayMs) ? ports.timers.after(delayMs, wantTurn) : noTimer;
  }

  function tellWaiters(): void {
    if (turnWanted || [...lanes.values()].some(({ running }) => running.size > 0)) return;
    const empty = onEmpty;
    onEmpty = [];
    for (const tell of empty) tell();
    const at = now();
    if (state === "started" && [...lanes.values()].some(({ nextDueAt }) => nextDueAt <= at)) {
      wantTurn();
      return;
    }
    const idle = onIdle;
    onIdle = [];
    for (const tell of idle) tell();
  }

  return {
    publish: async (...events) => {
      if (events.length === 0) return;
      const rows = events.flatMap((event) => rowsOf(event, takers));
      await database.commit(() => {
        const at = now();
        for (const { subscription, eventId, wire } of rows) {
          queue.insert(subscription, eventId, wire, at);
          const lane = lanes.get(subscription);
          if (lane !== undefined) lane.nextDueAt = Math.min(lane.nextDueAt, at);
        }
      });
      wantTurn();
    },
    subscribe: (subscription) => {
      const name = subscription.subscription;
      if (lanes.has(name)) throw new Error(`${name} is subscribed already`);
      if (!routes.some((route) => route.subscription === name)) throw new Error(`${name} is no route of this bus`);
      lanes.set(name, { subscription, running: new Map(), nextDueAt: 0 });
      wantTurn();
    },
    start: async () => {
      const longestMs = Math.max(0, ...[...lanes.values()].map(({ subscription }) => subscription.backoff.maxMs));
      const recovered = await database.commit(() => queue.recover(now(), now() + longestMs));
      if (recovered > 0) ports.log.info("queue.recovered", { events: recovered });
      state = "started";
      wantTurn();
    },
    stop: async (withinMs) => {
      if (state === "waiting") return 0;
      state = "stopping";
      const emptied = new Promise<void>((resolve) => onEmpty.push(resolve));
      wantTurn();
      const timeUp = Promise.withResolvers<void>();
      const cancel = ports.timers.after(withinMs, timeUp.resolve);
      await Promise.race([emptied, timeUp.promise]);
      cancel();
      cancelTimer();
      state = "waiting";
      return [...lanes.values()].reduce((sum, { running }) => sum + running.size, 0);
    },
    idle: async () => {
      if (state !== "started") return;
      const idle = new Promise<void>((resolve) => onIdle.push(resolve));
      wantTurn();
      await idle;
    },
    erase: (account) => database.commit(() => queue.erase(account, [accountErasureRequested.name, accountErased.name])),
    depths: () => queue.depths(),
  };
}

function takersByName(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const takers = new Map<string, string[]>();
  for (const { subscription, events } of routes) {
    for (const name of events) takers.set(name, [...(takers.get(name) ?? []), subscription]);
  }
  return takers;
}

function rowsOf(event: Envelope, takers: ReadonlyMap<string, readonly string[]>) {
  const subscriptions = takers.get(event.name);
  // Announcing into the void would lose it, and look like success.
  if (subscriptions === undefined) throw new Error(`No subscription takes ${event.name}`);
  const wire = JSON.stringify(toWire(event));
  return subscriptions.map((subscription) => ({ subscription, eventId: event.id, wire }));
}

async function deliver({ subscription, handle, attemptsMax, onDeadLetter }: Subscription, row: QueuedRow) {
  const wire = JSON.parse(row.wire) as WireEvent;
  const letter = { step: subscription, wire, publication: String(row.publishedAt) };
  const interruptions = row.claims - 1 - row.failures;
  if (row.dead) {
    await onDeadLetter({ ...letter, attempts: attemptsMax, reason: row.reason });
  } else if (interruptions > interruptionsMax) {
    const reason = `The server ended ${interruptions} times while this was being handled.`;
    await onDeadLetter({ ...letter, attempts: row.failures + interruptions, reason });
  } else {
    await handle(wire);
  }
}

function nextWakeAt({ running, subscription, nextDueAt }: Lane, claiming: boolean): number {
  const times = [...running.values()].map(({ leasedUntil, overdueAt }) =>
    Math.min(overdueAt, leasedUntil - subscription.leaseMs / 2),
  );
  if (claiming && running.size < subscription.concurrency) times.push(nextDueAt);
  return Math.min(Number.POSITIVE_INFINITY, ...times);
}

function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return reason.slice(0, reasonCharactersMax);
}
