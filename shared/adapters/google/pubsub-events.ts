import type { Topic } from "@google-cloud/pubsub";
import type { Envelope } from "../../../events/define-event.ts";
import { toWire } from "../../../events/wire.ts";
import { canonicalJson } from "../../canonical-json.ts";
import { currentRequest } from "../../current-request.ts";
import type { Events } from "../../ports/events.ts";
import { traceparentOf } from "../../trace-context.ts";
import { lazily } from "./lazily.ts";
import { type Meter, openMeter } from "./meter.ts";

export interface PubsubSettings {
  readonly projectId: string;
  /** In front of every topic's name: `kcs` makes `kcs-book-ingested`. */
  readonly topicPrefix: string;
  readonly meter?: Meter;
}

export interface PubsubEvents extends Events {
  /** Settles once the topic of that event has said that we may announce on it. @throws Error where we may not */
  mayPublish(eventName: string): Promise<void>;
  close(): Promise<void>;
}

const permission = "pubsub.topics.publish";
/** gRPC's code (https://grpc.github.io/grpc/core/md_doc_statuscodes.html). */
const unimplemented = 12;

/** `book.ingested` is announced on `kcs-book-ingested`, so that each topic names what is said on it. */
export function topicOf(topicPrefix: string, eventName: string): string {
  return `${topicPrefix}-${eventName.replaceAll(".", "-")}`;
}

/**
 * Announces on one topic for each event. The message is the event as it lies on the wire; its attributes say what filters
 * of subscriptions may ask for: `name`, `account`. Whatever is traced is traced on: `traceparent`.
 */
export function pubsubEvents({ projectId, topicPrefix, meter = openMeter() }: PubsubSettings): PubsubEvents {
  const client = lazily(async () => {
    const { PubSub } = await import("@google-cloud/pubsub");
    return new PubSub({ projectId });
  });
  const topics = new Map<string, Promise<Topic>>();
  const topicFor = (name: string): Promise<Topic> => {
    const topic =
      topics.get(name) ??
      // One message at a time: waiting for more would add ten milliseconds to each that comes alone, as most do.
      client().then((pubsub) => pubsub.topic(topicOf(topicPrefix, name), { batching: { maxMessages: 1 } }));
    topics.set(name, topic);
    topic.catch(() => topics.delete(name));
    return topic;
  };
  const publish = async (event: Envelope): Promise<void> => {
    const data = Buffer.from(canonicalJson(toWire(event)));
    const topic = await topicFor(event.name);
    const trace = currentRequest()?.trace;
    const attributes = {
      name: event.name,
      account: event.account,
      ...(trace !== undefined && { traceparent: traceparentOf(trace) }),
    };
    meter.count("messages");
    meter.count("messageBytes", data.length);
    await topic.publishMessage({ data, attributes });
  };
  return {
    publish: async (...events) => {
      // All settle before the first failure is told: nothing goes on behind the caller's back.
      const published = await Promise.allSettled(events.map(publish));
      for (const each of published) if (each.status === "rejected") throw each.reason;
    },
    mayPublish: async (eventName) => {
      try {
        const [granted] = await (await topicFor(eventName)).iam.testPermissions(permission);
        if (granted[permission] !== true) throw new Error(`lacks ${permission}`);
      } catch (error) {
        // The emulator has no permissions that one could ask about, and says so.
        if (!(error instanceof Error && "code" in error && error.code === unimplemented)) throw error;
      }
    },
    close: async () => {
      if (topics.size > 0) await (await client()).close();
    },
  };
}
