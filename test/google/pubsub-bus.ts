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

type Routes = readonly { readonly subscription: string; readonly events: readonly string[] }[];

const topicPrefix = "kcs";
/** Who calls is not what these suites are about. */
const anybody: Caller = { check: async () => {} };

/** Topics and subscriptions in a project of their own, as Terraform makes them for real. */
export async function pubsubBus(routes: Routes): Promise<EventsUnderTest> {
  if (process.env["PUBSUB_EMULATOR_HOST"] === undefined) throw new Error("Run this with: npm run test:google");
  const projectId = `test-${randomUUID().slice(0, 18)}`;
  const pubsub = new PubSub({ projectId });
  for (const name of new Set(routes.flatMap(({ events }) => events))) {
    const [topic] = await pubsub.createTopic(topicOf(topicPrefix, name));
    for (const { subscription, events } of routes) {
      if (events.includes(name)) await topic.createSubscription(subscriptionOf(subscription, name));
    }
  }
  for (const { subscription } of routes) {
    const [topic] = await pubsub.createTopic(deadLettersOf(subscription));
    await topic.createSubscription(deadLettersOf(subscription));
  }
  await pubsub.close();
  return openBus(projectId, routes, outstandingOf());
}

const subscriptionOf = (subscription: string, event: string) => topicOf(`${topicPrefix}-${subscription}`, event);
const deadLettersOf = (subscription: string) => `${topicPrefix}-${subscription}-dead-letters`;

function openBus(projectId: string, routes: Routes, outstanding: ReturnType<typeof outstandingOf>): EventsUnderTest {
  const pubsub = new PubSub({ projectId });
  const events = pubsubEvents({ projectId, topicPrefix });
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
    const deadLetters = deadLettersOf(subscription);
    const events = await serve(onEvent("events", anybody, { log: keptLog() }, handle));
    const push = dispatch(
      pubsub,
      {
        names: names.map((name) => subscriptionOf(subscription, name)),
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
      outstanding.none(subscribed.flatMap(({ subscription }) => [subscription, deadLettersOf(subscription)])),
    reopen: async () => {
      await stop();
      return openBus(projectId, routes, outstanding);
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
