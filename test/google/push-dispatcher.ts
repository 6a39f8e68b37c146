import type { Message, PubSub, Subscription } from "@google-cloud/pubsub";

/** A push subscription as the service has it, made of the emulator's pull. */
export interface PushSubscription {
  /** Of the subscriptions that push to one function: one for each of its topics. */
  readonly names: readonly string[];
  /** Where it is now. */
  readonly address: () => string;
  /** How many requests may be under way at once. */
  readonly concurrency: number;
  readonly attemptsMax: number;
  /** Of the topic that takes what has failed so often. */
  readonly deadLetterTopic: string;
  /** The token that it shows, where it is a subscription of our own: then messages come as they are, and as no CloudEvent. */
  readonly authorization?: () => string;
  /** Is told the status of every answer; 0 for a function that went away without one. */
  readonly onAnswer?: (status: number) => void;
}

/** https://cloud.google.com/pubsub/docs/push#receive_push */
const acknowledged = new Set([102, 200, 201, 202, 204]);
const firstRetryMs = 20;
const retryMsMax = 2000;
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
    const status = await deliver(push, pushed, attempt);
    push.onAnswer?.(status);
    if (acknowledged.has(status)) {
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
      setTimeout(() => add(pushed), Math.min(retryMsMax, firstRetryMs * 2 ** attempt));
    }
  };

  const add = (pushed: Pushed) => {
    waiting.push(pushed);
    next();
  };

  const subscriptions = push.names.map((name): Subscription => {
    const subscription = pubsub.subscription(name, {
      // A connection carries a hundred streams, and a function has many topics.
      streamingOptions: { maxStreams: 1 },
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

/** Answers the status; 0 for a function that went away without one. */
async function deliver(push: PushSubscription, { message, name }: Pushed, attempt: number): Promise<number> {
  const publishTime = message.publishTime.toISOString();
  const isOurs = push.authorization !== undefined;
  const cloudEvent = {
    "ce-id": message.id,
    "ce-source": "//pubsub.googleapis.com/projects/test/topics/test",
    "ce-specversion": "1.0",
    "ce-type": "google.cloud.pubsub.topic.v1.messagePublished",
    "ce-time": publishTime,
  };
  try {
    const response = await fetch(push.address(), {
      method: "POST",
      headers: {
        "content-type": isOurs ? "application/json" : "application/json; charset=utf-8",
        ...(isOurs ? { authorization: push.authorization() } : cloudEvent),
      },
      body: JSON.stringify({
        // Is there where a dead-letter topic is.
        ...(isOurs && { deliveryAttempt: attempt }),
        message: {
          data: message.data.toString("base64"),
          attributes: message.attributes,
          messageId: message.id,
          message_id: message.id,
          publishTime,
          publish_time: publishTime,
        },
        subscription: `projects/test/subscriptions/${name}`,
      }),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
