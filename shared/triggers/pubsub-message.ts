import * as z from "zod";

/** The data of a Pub/Sub push, as it reaches a function. `data` is base64; a message without content has none. */
const Push = z.object({
  message: z.object({
    data: z.string().optional(),
    attributes: z.record(z.string(), z.string()).optional(),
  }),
});

/**
 * What a Pub/Sub message holds: its content, read as JSON, and its attributes. Never throws: what cannot be read is
 * handed on as it is, so that whoever knows what belongs there can keep it aside with a reason.
 */
export function readPubsubMessage(data: unknown): {
  readonly content: unknown;
  readonly attributes: Readonly<Record<string, string>>;
} {
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
