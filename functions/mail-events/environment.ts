import * as z from "zod";
import type { MailEventsSettings } from "./mail-events-ports.ts";
import { readEventKey } from "./sendgrid/event-signature.ts";

/** Two while they are changed: what the old one has signed is still on its way. */
const eventKeysMax = 2;
const inboundPasswordCharactersMin = 16;

/** A comma-separated list of SendGrid's public keys; `undefined` where it is none. */
export function readEventKeys(text: string): MailEventsSettings["eventKeys"] | undefined {
  const keys = text.split(",").map((key) => readEventKey(key.trim()));
  const readable = keys.filter((key) => key !== undefined);
  return readable.length === keys.length && keys.length <= eventKeysMax ? readable : undefined;
}

export const eventKeysMistake = `SENDGRID_EVENT_KEYS has to be the public key that SendGrid shows for its signed event webhook, or at most ${eventKeysMax} with a comma in between.`;

/** It stands in an address (`https://kindle:PASSWORD@…`), so that it has to be one there. */
export function isInboundPassword(text: string): boolean {
  return text.length >= inboundPasswordCharactersMin && /^[\w.~-]+$/.test(text);
}

export const inboundPasswordMistake = `SENDGRID_INBOUND_PASSWORD has to have at least ${inboundPasswordCharactersMin} characters, of which each is a letter, a digit, or one of -._~.`;

const Environment = z.object({
  SENDGRID_EVENT_KEYS: z
    .string()
    .transform((text, context) => {
      const keys = readEventKeys(text);
      if (keys !== undefined) return keys;
      context.issues.push({ code: "custom", message: eventKeysMistake, input: text });
      return z.NEVER;
    })
    .optional(),
  SENDGRID_INBOUND_PASSWORD: z.string().refine(isInboundPassword, inboundPasswordMistake).optional(),
});

/** @throws Error that names every mistake, one sentence each. */
export function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Omit<MailEventsSettings, "account"> {
  const checked = Environment.safeParse({
    SENDGRID_EVENT_KEYS: environment["SENDGRID_EVENT_KEYS"] || undefined,
    SENDGRID_INBOUND_PASSWORD: environment["SENDGRID_INBOUND_PASSWORD"] || undefined,
  });
  if (!checked.success) throw new Error(checked.error.issues.map(({ message }) => message).join("\n"));
  const { SENDGRID_EVENT_KEYS: eventKeys = [], SENDGRID_INBOUND_PASSWORD: inboundPassword } = checked.data;
  return { eventKeys, inboundPassword };
}
