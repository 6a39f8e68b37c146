import type { Message, PubSub, Subscription } from "@google-cloud/pubsub";

/** A push subscription as the service has it, made of the emulator's pull. */
export interface PushSubscription {
  /** Of the subscriptions that push to one function: one for each of its topics. */
  readonly names: readonly string[];
  readonly address: string;
  /** How many requests may be under way at once. */
  readonly concurrency: number;
  readonly attemptsMax: number;
  /** Of the topic that takes what has failed so often. */
  readonly deadLetterTopic: string;
}

/** https://cloud.google.com/pubsub/docs/push#receive_push */
const acknowledged = new Set([102, 200, 201, 202, 204]);
const firstRetryMs = 20;
/** Flow control refills slowly: more messages lie ready than requests may be under way. */
const readyPerRequest = 4;

/**
 * Turns pulled messages into what a push subscription sends: a CloudEvent in binary mode, acknowledged by its status.
 * It does what the emulator's own push leaves out (https://cloud.google.com/pubsub/docs/emulator#known-limitations):
 * more than two requests at a time, every status that acknowledges, quick retries, and fewer attempts than five before
 * the dead letters.
 */
export function dispatch(
  pubsub: PubSub,
  push: PushSubscription,
  settled: (messageId: string, isDeadLetter: boolean) => void,
) {
  const attempts = new Map<string, number>();
  const waiting: Pushed[] = [];
  let running = 0;
  let stopped = false;

  const next = () => {
    while (running < push.concurrency) {
      const pushed = waiting.shift();
      if (pushed === undefined || stopped) return;
      running += 1;
      void take(pushed).finally(() => {
        running -= 1;
        next();
      });
    }
  };

  const take = async (pushed: Pushed): Promise<void> => {
    const { message, name } = pushed;
    const attempt = (attempts.get(message.id) ?? 0) + 1;
    attempts.set(message.id, attempt);
    if (acknowledged.has(await deliver(push.address, pushed))) {
      message.ack();
      settled(message.id, false);
    } else if (attempt >= push.attemptsMax) {
      await pubsub.topic(push.deadLetterTopic).publishMessage({
        data: message.data,
        attributes: {
          ...message.attributes,
          CloudPubSubDeadLetterSourceSubscription: name,
          CloudPubSubDeadLetterSourceDeliveryCount: String(attempt),
          CloudPubSubDeadLetterSourceTopicPublishTime: message.publishTime.toISOString(),
        },
      });
      message.ack();
      settled(message.id, true);
    } else {
      setTimeout(() => add(pushed), firstRetryMs * 2 ** attempt);
    }
  };

  const add = (pushed: Pushed) => {
    waiting.push(pushed);
    next();
  };

  const subscriptions = push.names.map((name): Subscription => {
    const subscription = pubsub.subscription(name, {
      flowControl: { maxMessages: push.concurrency * readyPerRequest, allowExcessMessages: false },
    });
    subscription.on("message", (message: Message) => add({ message, name }));
    // What the emulator sends again while we end is nobody's trouble.
    subscription.on("error", () => {});
    return subscription;
  });
  return {
    stop: async () => {
      stopped = true;
      await Promise.all(subscriptions.map((subscription) => subscription.close()));
    },
  };
}

interface Pushed {
  readonly message: Message;
  readonly name: string;
}

/** Answers the status. */
async function deliver(address: string, { message, name }: Pushed): Promise<number> {
  const response = await fetch(address, {
    method: "POST",
    headers: {
      "content-type": "application/json; charset=utf-8",
      "ce-id": message.id,
      "ce-source": "//pubsub.googleapis.com/projects/test/topics/test",
      "ce-specversion": "1.0",
      "ce-type": "google.cloud.pubsub.topic.v1.messagePublished",
      "ce-time": message.publishTime.toISOString(),
    },
    body: JSON.stringify({
      subscription: `projects/test/subscriptions/${name}`,
      message: {
        data: message.data.toString("base64"),
        attributes: message.attributes,
        messageId: message.id,
        publishTime: message.publishTime.toISOString(),
      },
    }),
  });
  await response.arrayBuffer();
  return response.status;
}
