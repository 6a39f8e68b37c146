import { randomUUID } from "node:crypto";
import { type HttpFunction, http } from "@google-cloud/functions-framework";
import { PubSub } from "@google-cloud/pubsub";
import type { Envelope } from "../../events/define-event.ts";
import { forwardedDelivery } from "../../functions/dead-letter/forwarded-delivery.ts";
import { pubsubEvents, topicOf } from "../../shared/adapters/google/pubsub-events.ts";
import type { Caller } from "../../shared/triggers/google-caller.ts";
import { onEvent, onMessage } from "../../shared/triggers/on-event.ts";
import type { EventsUnderTest, TestSubscription } from "../contract/events.contract.ts";
import { keptLog } from "../kept-log.ts";
import { startFunction } from "../shared/triggers/function-server.ts";
import { dispatch } from "./push-dispatcher.ts";
import { realProject } from "./target.ts";

type Routes = readonly { readonly subscription: string; readonly events: readonly string[] }[];

/** Where a bus is, and how it is told from others there. */
interface Place {
  readonly projectId: string;
  readonly topicPrefix: string;
}

/** Who calls is not what these suites are about. */
const anybody: Caller = { check: async () => {} };

/** Topics and subscriptions of its own, as Terraform makes them for real. Whoever runs the suites removes a project's. */
export async function pubsubBus(routes: Routes): Promise<EventsUnderTest> {
  const place = placeOfItsOwn();
  const pubsub = new PubSub({ projectId: place.projectId });
  for (const name of new Set(routes.flatMap(({ events }) => events))) {
    const [topic] = await pubsub.createTopic(topicOf(place.topicPrefix, name));
    for (const { subscription, events } of routes) {
      if (events.includes(name)) await topic.createSubscription(subscriptionOf(place, subscription, name));
    }
  }
  for (const { subscription } of routes) {
    const [topic] = await pubsub.createTopic(deadLettersOf(place, subscription));
    await topic.createSubscription(deadLettersOf(place, subscription));
  }
  await pubsub.close();
  return openBus(place, routes, outstandingOf());
}

/** The emulator's state is by project; in a real one, names are told apart by their beginning. */
function placeOfItsOwn(): Place {
  const project = realProject(process.env);
  const id = randomUUID().slice(0, 18);
  if (project !== undefined) return { projectId: project.projectId, topicPrefix: `${project.prefix}-${id}` };
  if (process.env["PUBSUB_EMULATOR_HOST"] === undefined) throw new Error("Run this with: npm run test:google");
  return { projectId: `test-${id}`, topicPrefix: "kcs" };
}

const subscriptionOf = ({ topicPrefix }: Place, subscription: string, event: string) =>
  topicOf(`${topicPrefix}-${subscription}`, event);
const deadLettersOf = ({ topicPrefix }: Place, subscription: string) => `${topicPrefix}-${subscription}-dead-letters`;

function openBus(place: Place, routes: Routes, outstanding: ReturnType<typeof outstandingOf>): EventsUnderTest {
  const pubsub = new PubSub({ projectId: place.projectId });
  const events = pubsubEvents(place);
  const subscribed: TestSubscription[] = [];
  const ends: (() => Promise<void>)[] = [];

  const stop = async () => {
    for (const end of ends.splice(0)) await end();
    await Promise.all([events.close(), pubsub.close()]);
  };

  const serve = async (answer: HttpFunction): Promise<string> => {
    const name = `function-${randomUUID()}`;
    http(name, answer);
    const server = await startFunction(name);
    ends.push(() => server.close());
    return server.address;
  };

  const begin = async ({ subscription, handle, concurrency = 8, attemptsMax = 5, onDeadLetter }: TestSubscription) => {
    const names = routes.find((route) => route.subscription === subscription)?.events ?? [];
    const deadLetters = deadLettersOf(place, subscription);
    const events = await serve(onEvent("events", anybody, { log: keptLog() }, handle));
    const push = dispatch(
      pubsub,
      {
        names: names.map((name) => subscriptionOf(place, subscription, name)),
        address: () => events,
        concurrency,
        attemptsMax,
        deadLetterTopic: deadLetters,
      },
      (id, isDeadLetter) => {
        if (isDeadLetter) outstanding.add(deadLetters);
        outstanding.settle(subscription, id);
      },
    );
    const takeLetter = onMessage("letters", anybody, { log: keptLog() }, async (message) => {
      const failed = forwardedDelivery(message);
      if (failed === undefined) throw new Error("Not forwarded");
      await onDeadLetter?.({ ...failed, step: subscription });
    });
    const lettersAddress = await serve(takeLetter);
    const letters = dispatch(
      pubsub,
      {
        names: [deadLetters],
        address: () => lettersAddress,
        concurrency: 1,
        attemptsMax: Number.POSITIVE_INFINITY,
        deadLetterTopic: deadLetters,
      },
      (id) => outstanding.settle(deadLetters, id),
    );
    // Before the servers, which would make whatever is under way fail.
    ends.unshift(push.stop, letters.stop);
  };

  return {
    events: {
      publish: async (...all: readonly Envelope[]) => {
        for (const { subscription, events: taken } of routes) {
          for (const { name } of all) if (taken.includes(name)) outstanding.add(subscription);
        }
        await events.publish(...all);
      },
    },
    subscribe: (subscription) => void subscribed.push(subscription),
    start: async () => {
      for (const each of subscribed) await begin(each);
    },
    settle: () =>
      outstanding.none(subscribed.flatMap(({ subscription }) => [subscription, deadLettersOf(place, subscription)])),
    reopen: async () => {
      await stop();
      return openBus(place, routes, outstanding);
    },
    close: stop,
  };
}

/** What is under way, by subscription: published, and neither acknowledged nor among the dead letters. */
function outstandingOf() {
  const counts = new Map<string, number>();
  const settled = new Set<string>();
  const waiting = new Set<() => void>();
  const change = (subscription: string, by: number) => counts.set(subscription, (counts.get(subscription) ?? 0) + by);
  return {
    add: (subscription: string) => void change(subscription, 1),
    settle: (subscription: string, messageId: string) => {
      const key = `${subscription} ${messageId}`;
      // Delivered again, although it was acknowledged.
      if (settled.has(key)) return;
      settled.add(key);
      change(subscription, -1);
      for (const look of waiting) look();
    },
    none: (subscriptions: readonly string[]) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (subscriptions.some((subscription) => (counts.get(subscription) ?? 0) > 0)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}
