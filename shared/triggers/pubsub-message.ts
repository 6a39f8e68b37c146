import * as z from "zod";

/** The body of a Pub/Sub push. `data` is base64; a message without content has none. */
const Push = z.object({
  message: z.object({
    data: z.string().optional(),
    attributes: z.record(z.string(), z.string()).optional(),
  }),
});

/** The same as a CloudEvent in structured mode, all of it in the body. */
const structuredType = "application/cloudevents+json";

export interface PubsubMessage {
  readonly content: unknown;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A request, as far as it matters here. */
interface Delivered {
  readonly body?: unknown;
  get(name: string): string | undefined;
}

/** What a push brings, whichever of its three shapes it comes in. Never throws, like `readPubsubMessage`. */
export function readDelivery(request: Delivered): PubsubMessage {
  const { body } = request;
  const isStructured = request.get("content-type")?.startsWith(structuredType) === true;
  const data = isStructured && typeof body === "object" && body !== null && "data" in body ? body.data : body;
  return readPubsubMessage(data);
}

/**
 * What a Pub/Sub message holds: its content, read as JSON, and its attributes. Never throws: what cannot be read is
 * handed on as it is, so that whoever knows what belongs there can keep it aside with a reason.
 */
export function readPubsubMessage(data: unknown): PubsubMessage {
  const push = Push.safeParse(data);
  if (!push.success) return { content: data, attributes: {} };
  const text = Buffer.from(push.data.message.data ?? "", "base64").toString("utf8");
  return { content: parsed(text), attributes: push.data.message.attributes ?? {} };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
