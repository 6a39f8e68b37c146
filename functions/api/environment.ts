import * as z from "zod";

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
});

export interface ApiEnvironment {
  readonly token: string;
  readonly deviceDomains: readonly string[];
  readonly mailFrom: string;
}

/** @throws Error that names every mistake, one sentence each. */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): ApiEnvironment {
  const checked = Environment.safeParse(environment);
  if (!checked.success) throw new Error(checked.error.issues.map(({ message }) => message).join("\n"));
  const { API_TOKEN: token, DEVICE_DOMAINS: deviceDomains, MAIL_FROM: mailFrom } = checked.data;
  return { token, deviceDomains, mailFrom };
}
