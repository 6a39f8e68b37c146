import * as z from "zod";
import type { GoogleCallerSettings } from "./google-caller.ts";

/** https://accounts.google.com/.well-known/openid-configuration names it. */
const googleKeys = "https://www.googleapis.com/oauth2/v3/certs";

const Environment = z.object({
  PUSH_AUDIENCE: z
    .string("PUSH_AUDIENCE is missing: what the tokens of push subscriptions and of the schedule are made for.")
    .min(1, "PUSH_AUDIENCE is empty."),
  PUSH_CALLER: z
    .string("PUSH_CALLER is missing: the service account that may call, or several with commas in between.")
    .transform((list) => list.split(",").map((email) => email.trim()))
    .refine(
      (emails) => emails.every((email) => /^[^\s@]+@[^\s@]+$/.test(email)),
      "PUSH_CALLER has to be mail addresses of service accounts.",
    ),
  PUSH_KEYS_URL: z.url("PUSH_KEYS_URL has to be an address, and is for a stand-in alone.").default(googleKeys),
});

/** @throws Error that names every mistake, one sentence each. */
export function readCallerEnvironment(environment: Readonly<Record<string, string | undefined>>): GoogleCallerSettings {
  const checked = Environment.safeParse(environment);
  if (!checked.success) throw new Error(checked.error.issues.map(({ message }) => message).join("\n"));
  const { PUSH_AUDIENCE, PUSH_CALLER, PUSH_KEYS_URL } = checked.data;
  return { audience: PUSH_AUDIENCE, emails: PUSH_CALLER, keysUrl: PUSH_KEYS_URL };
}
