import * as z from "zod";
import type { DeliverSettings } from "./deliver-ports.ts";

const Environment = z.object({
  MAIL_FROM: z
    .string("MAIL_FROM is missing: the sender that the reader's Amazon account has approved.")
    .regex(/^[^\s<>,;@]+@[^\s<>,;@]+$/, "MAIL_FROM has to be one bare mail address, such as kindle@example.org."),
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

/** @throws Error that names every mistake, one sentence each. */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): DeliverSettings {
  const checked = Environment.safeParse(environment);
  if (!checked.success) throw new Error(checked.error.issues.map(({ message }) => message).join("\n"));
  return { mailFrom: checked.data.MAIL_FROM, deviceDomains: checked.data.DEVICE_DOMAINS };
}
