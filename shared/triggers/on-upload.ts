import * as z from "zod";
import type { StepName } from "../../events/define-event.ts";
import { Rejected } from "../../events/rejected.ts";
import { keepAside, type TriggerPorts } from "./handle-event.ts";
import type { PubsubMessage } from "./pubsub-message.ts";

/** An object that has been completely written to a bucket. */
export interface Upload {
  readonly bucket: string;
  readonly name: string;
  /** Differs for each time that an object of this name is written: with the name, a first cause. */
  readonly generation: string;
  readonly bytes: number;
  /** As declared; may be empty. */
  readonly mediaType: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Cloud Storage's object resource, as far as it is of use. Its numbers are strings. */
const StoredObject = z.object({
  bucket: z.string().min(1),
  name: z.string().min(1),
  generation: z.string().regex(/^\d+$/),
  size: z.string().regex(/^\d+$/).transform(Number),
  contentType: z.string().default(""),
  metadata: z.record(z.string(), z.string()).default({}),
});

/** Whether a bucket speaks (https://cloud.google.com/storage/docs/pubsub-notifications), and not one of our steps. */
export function isUpload({ content, attributes }: PubsubMessage): boolean {
  const ofBucket = attributes["bucketId"] !== undefined && attributes["eventType"] !== undefined;
  return ofBucket || z.object({ kind: z.literal("storage#object") }).safeParse(content).success;
}

/**
 * Takes the notification of an object written to a bucket, for `onMessage`: through Pub/Sub, or by an event of Cloud
 * Storage itself. What is neither is kept aside and acknowledged.
 */
export function onUpload(step: StepName, ports: TriggerPorts, take: (upload: Upload) => Promise<void>) {
  return async ({ content, attributes }: PubsubMessage): Promise<void> => {
    // A bucket's notifications also tell of what is deleted or overwritten: that is not for us.
    if ((attributes["eventType"] ?? "OBJECT_FINALIZE") !== "OBJECT_FINALIZE") return;
    const object = StoredObject.safeParse(content);
    if (!object.success) {
      const malformed = new Rejected("upload/malformed", `Not an object of a bucket: ${z.prettifyError(object.error)}`);
      await keepAside(step, content, undefined, malformed, ports);
      return;
    }
    const { bucket, name, generation, size, contentType, metadata } = object.data;
    // Consoles show folders by way of empty objects with such names.
    if (name.endsWith("/")) return;
    await take({ bucket, name, generation, bytes: size, mediaType: contentType, metadata });
  };
}
