import * as z from "zod";
import { isFetchAllowEntry } from "../../shared/web/fetch-allow.ts";

const Environment = z.object({
  API_TOKEN: z
    .string("API_TOKEN is missing: the owner's bearer token, at least 32 characters.")
    .min(32, "API_TOKEN is too short: it needs at least 32 characters."),
  MAIL_FROM: z
    .string()
    .regex(/^[^\s@]+@[^\s@]+$/, "MAIL_FROM has to be one bare mail address.")
    .default("kindle@localhost"),
  DEVICE_DOMAINS: z
    .string()
    .default("kindle.com,free.kindle.com,kindle.cn")
    .transform((list) =>
      list
        .split(",")
        .map((domain) => domain.trim().toLowerCase())
        .filter((domain) => domain !== ""),
    )
    .refine((domains) => domains.length > 0, "DEVICE_DOMAINS names no domain."),
  FETCH_ALLOW: z
    .string()
    .default("")
    .transform((list) =>
      list
        .split(",")
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ""),
    )
    .refine((entries) => entries.every(isFetchAllowEntry), "FETCH_ALLOW has to be a list of host:port or CIDR."),
});

export interface ApiEnvironment {
  /** What is exempt from the rule that feeds lie on the public internet, as `fetch` has it. */
  readonly fetchAllow: readonly string[];
  readonly token: string;
  readonly deviceDomains: readonly string[];
  readonly mailFrom: string;
}

/** @throws Error that names every mistake, one sentence each. */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): ApiEnvironment {
  const checked = Environment.safeParse(environment);
  if (!checked.success) throw new Error(checked.error.issues.map(({ message }) => message).join("\n"));
  const {
    API_TOKEN: token,
    DEVICE_DOMAINS: deviceDomains,
    MAIL_FROM: mailFrom,
    FETCH_ALLOW: fetchAllow,
  } = checked.data;
  return { token, deviceDomains, mailFrom, fetchAllow };
}
