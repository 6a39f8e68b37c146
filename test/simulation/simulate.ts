import { type Envelope, firstCause } from "../../events/define-event.ts";
import { deliveryResolved } from "../../events/delivery-resolved.ts";
import type { DeliverPorts } from "../../functions/deliver/deliver-ports.ts";
import { deliverHandlers } from "../../functions/deliver/handlers.ts";
import { settleAbandoned } from "../../functions/deliver/settle-delivery.ts";
import { takeEvents } from "../../functions/mail-events/sendgrid/take-events.ts";
import { webhookCounts } from "../../functions/mail-events/webhook-counts.ts";
import { announceDueDeliveries } from "../../functions/poll/due-deliveries.ts";
import type { Handler } from "../../shared/triggers/handle-event.ts";
import { bus } from "./bus.ts";
import { checker } from "./checker.ts";
import { fairWeather, type Process, processes } from "./processes.ts";
import { provider } from "./provider.ts";
import { seededRandom } from "./random.ts";
import {
  account,
  type LedgerContent,
  secrets,
  simulatedBlobs,
  simulatedBook,
  simulatedDevice,
  simulatedLedger,
  simulatedReadModels,
} from "./stores.ts";
import { webhooks } from "./webhooks.ts";
import { duplicated, formatted, idsOf, ordered, sha, startedAt, volumesCounts } from "./wishes.ts";

/** The design, or one that is broken on purpose. */
export interface Variant {
  readonly name: string;
  ports?(ports: DeliverPorts): DeliverPorts;
  handlers?(handlers: readonly Handler[], ports: DeliverPorts): readonly Handler[];
  readonly polls?: boolean;
  /** Whether a webhook is answered before what it tells is on the bus. */
  readonly answersFirst?: boolean;
}

export interface Run {
  readonly seed: number;
  readonly steps: number;
  readonly crashes: number;
  readonly mails: number;
  readonly deliveries: number;
  readonly ends: Readonly<Record<string, number>>;
  /** What the checker has to say against the run. */
  readonly violations: readonly string[];
}

const minute = 60_000;
/** How many turns the world is unwell for. */
const stormSteps = 500;
/** How many it then has to come to rest. A run that does not is a finding. */
const calmStepsMax = 60_000;
const retriesPerDeliveryMax = 2;

/** One run of the real handlers, from a seed to the checker's verdict. The same seed is the same run. */
export async function simulate(seed: number, variant: Variant): Promise<Run> {
  const random = seededRandom(seed);
  // A swarm: each run has its own weather, its own provider and its own way to be run.
  const one = (...values: readonly number[]) => random.pick(values);
  const traits = {
    evidenceWithinMs: one(0, 30 * minute),
    canBeAsked: random.chance(0.5),
    busy: one(0, 0.2, 0.5),
    refuses: one(0, 0.05, 0.3),
    acceptsSilently: one(0, 0.15, 0.5),
    losesSilently: one(0, 0.15, 0.5),
  };
  const storm = { failsBefore: one(0, 0.03, 0.15), failsAfter: one(0.005, 0.03, 0.15) };
  const crashes = { probability: one(0, 0.003, 0.02), count: 0 };
  const repeats = one(0, 0.02, 0.1);
  const losses = one(0, 0.01, 0.05);
  const isSingle = random.chance(0.5);
  const leap = one(20_000, 2 * minute, 40 * minute);
  const hookTraits = { tells: one(0, 0.5, 1), tellsAgain: one(0, 0.3), bounces: one(0, 0.1) };
  const readerActs = one(0, 0.02, 0.1);

  const all = processes(random);
  let now = startedAt;
  let steps = 0;
  const queue = bus(random);
  const content: LedgerContent = new Map();
  const settled = new Set<string>();
  const early: string[] = [];
  const hooks = webhooks(hookTraits, random);
  const carrier = provider(traits, all, random, () => now, {
    onSend: (deliveryId) => {
      const before = beforeIt.get(deliveryId);
      if (before !== undefined && !settled.has(before)) early.push(`${deliveryId} went before the volume before it`);
    },
    onAccept: (message) => hooks.note(message, now),
  });
  const check = checker(carrier, hooks, content);
  const devices = new Map(["device-a", "device-b"].map((id) => [id, simulatedDevice(id)]));
  const books = new Map(Object.entries(volumesCounts).map(([id, count]) => [id, simulatedBook(id, sha(id), count)]));
  const beforeIt = new Map<string, string>();
  const expectAll = (deviceId: string, bookId: string, copy: number) => {
    const ids = idsOf(deviceId, bookId, copy);
    for (const [index, id] of ids.entries()) {
      check.expect(id);
      const before = ids[index - 1];
      if (before !== undefined) beforeIt.set(id, before);
    }
  };
  const tell = (...events: readonly Envelope[]) => {
    for (const event of events) {
      check.hear(event);
      queue.put(event);
    }
  };

  interface Worker {
    readonly process: Process;
    readonly ports: DeliverPorts;
    readonly handlers: ReadonlyMap<string, Handler>;
    ready: boolean;
  }
  const open = (name: string): Worker => {
    const process = all.start(name);
    let tokens = 0;
    const plain: DeliverPorts = {
      ledger: simulatedLedger(content, all, process, (id) => void settled.add(id)),
      mail: carrier.mailFor(process),
      blobs: simulatedBlobs(all, process),
      readModels: simulatedReadModels(devices, books, all, process),
      secrets,
      events: { publish: (...events) => all.call(process, () => tell(...events)) },
      clock: { now: () => new Date(now) },
      randomness: { token: () => `${name}-${(tokens += 1)}`, fraction: () => random.fraction() },
      settings: { mailFrom: "reader@example.org", deviceDomains: ["kindle.com"] },
    };
    const ports = variant.ports?.(plain) ?? plain;
    const real = deliverHandlers(ports);
    const handlers = variant.handlers?.(real, ports) ?? real;
    return { process, ports, handlers: new Map(handlers.map((handler) => [handler.name, handler])), ready: true };
  };

  let generation = 0;
  let workers = Array.from({ length: isSingle ? 1 : 2 }, () => open(`p${(generation += 1)}`));
  const taken = new Map<Process, Set<() => void>>();

  const restart = (dead: Worker) => {
    const reborn = open(`p${(generation += 1)}`);
    workers = workers.map((worker) => (worker === dead ? reborn : worker));
    if (!isSingle) return;
    // The only process there is knows at its start that whoever held a claim is gone, and works on nothing before.
    reborn.ready = false;
    now += 1;
    const begin = async () => {
      while (!reborn.ready) {
        try {
          await settleAbandoned(new Date(now), reborn.ports);
          reborn.ready = true;
        } catch {
          // It would not come up, and be started again.
        }
      }
    };
    void begin();
  };

  const crash = (worker: Worker) => {
    crashes.count += 1;
    all.crash(worker.process);
    for (const giveBack of taken.get(worker.process) ?? []) giveBack();
    restart(worker);
  };

  const work = () => {
    const message = queue.take(now);
    if (message === undefined) return;
    const ready = workers.filter((worker) => worker.ready);
    if (ready.length === 0) {
      queue.comeAgain(message, now);
      return;
    }
    const { process, handlers } = random.pick(ready);
    const handler = handlers.get(message.event.name);
    if (handler === undefined) throw new Error(`Nobody takes ${message.event.name}`);
    const giveBack = () => queue.comeAgain(message, now);
    const mine = taken.get(process) ?? new Set();
    taken.set(process, mine.add(giveBack));
    const handle = async () => {
      try {
        await handler.handle(message.event);
        queue.acknowledge(message);
      } catch {
        queue.comeAgain(message, now + random.below(minute));
      } finally {
        mine.delete(giveBack);
      }
    };
    void handle();
  };

  /** The carrier posts something, as `mail-events` takes it, until it is answered. */
  const tellByWebhook = () => {
    const post = hooks.take();
    if (post === undefined) return;
    const { process, ports } = random.pick(workers);
    const giveBack = () => hooks.comeAgain(post);
    const mine = taken.get(process) ?? new Set();
    if (variant.answersFirst === true) hooks.answered(post);
    else taken.set(process, mine.add(giveBack));
    const take = async () => {
      try {
        await takeEvents([post.event], ports, webhookCounts());
        if (variant.answersFirst !== true) hooks.answered(post);
      } catch {
        if (variant.answersFirst !== true) giveBack();
      } finally {
        mine.delete(giveBack);
      }
    };
    void take();
  };

  const poll = () => {
    if (variant.polls === false) return;
    const { ready, ports } = random.pick(workers);
    if (ready) void announceDueDeliveries(ports).catch(() => undefined);
  };

  let decisions = 0;
  const decide = () => {
    const open = check.resolvable().filter((id) => check.retriesOf(id) < retriesPerDeliveryMax);
    const [deliveryId] = open.length === 0 ? [] : [random.pick(open)];
    if (deliveryId === undefined) return;
    const as = random.chance(0.7) ? "retry" : "sent";
    const attempts = check.noteDecision(deliveryId, as);
    tell(
      deliveryResolved.from(firstCause(account, `decision ${(decisions += 1)}`), {
        subject: deliveryId,
        at: new Date(now),
        data: { deliveryId, documentId: "book", deviceId: "device", as, attempts },
      }),
    );
  };

  /** As far as time may go on: nobody's mail takes longer than an adapter lets it. */
  const advance = (to: number) => {
    now = Math.max(now, Math.min(to, carrier.deadline()));
  };

  // What the outside world asks for, some of it only once it is under way.
  const wishes: Envelope[] = [...books.keys()].map((bookId) => formatted(bookId, sha(bookId)));
  wishes.push(duplicated("book-1"));
  const copies = [
    ["device-a", "book-1", 0],
    ["device-b", "book-2", 1],
  ] as const;
  for (const [deviceId, bookId, copy] of copies) wishes.push(ordered(deviceId, bookId, copy));
  for (const bookId of books.keys()) for (const deviceId of devices.keys()) expectAll(deviceId, bookId, 0);
  expectAll("device-b", "book-2", 1);

  all.weather = storm;
  for (; steps < stormSteps; steps += 1) {
    if (wishes.length > 0 && random.chance(0.05)) tell(...wishes.splice(random.below(wishes.length), 1));
    if (random.chance(crashes.probability)) crash(random.pick(workers));
    if (random.chance(repeats)) queue.repeat();
    if (random.chance(losses)) queue.lose();
    if (random.chance(readerActs)) decide();
    if (random.chance(0.05)) poll();
    if (random.chance(0.1)) advance(now + random.below(leap));
    if (random.chance(0.02)) carrier.land();
    if (random.chance(0.3)) work();
    if (random.chance(0.05)) tellByWebhook();
    await all.step();
  }

  all.weather = fairWeather;
  tell(...wishes);
  let calm = 0;
  while (calm < calmStepsMax && !isAtRest()) {
    carrier.land();
    if (all.waiting() === 0) {
      const next = Math.min(queue.nextDueAt(), nextDueAt(content));
      if (next !== Number.POSITIVE_INFINITY) advance(next);
      poll();
      // Only when everything else has come to its end, as often as not.
      if (random.chance(0.5)) tellByWebhook();
    }
    work();
    await all.step();
    calm += 1;
  }
  steps += calm;

  function isAtRest(): boolean {
    const isPolled = variant.polls !== false;
    const isQuiet = all.waiting() === 0 && queue.size() === 0 && hooks.size() === 0;
    return isQuiet && (!isPolled || nextDueAt(content) === Number.POSITIVE_INFINITY);
  }

  const entries = [...content.values()];
  const ends: Record<string, number> = {};
  for (const { state } of entries) ends[state] = (ends[state] ?? 0) + 1;
  return {
    seed,
    steps,
    crashes: crashes.count,
    mails: carrier.accepted.length,
    deliveries: entries.length,
    ends,
    violations: [...(isAtRest() ? [] : ["It did not come to rest"]), ...check.verdict(), ...early],
  };
}

function nextDueAt(content: LedgerContent): number {
  return Math.min(
    ...[...content.values()].map(({ dueAt }) => (dueAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(dueAt))),
    Number.POSITIVE_INFINITY,
  );
}
