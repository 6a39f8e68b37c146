import * as z from "zod";
import { isFetchAllowEntry } from "./fetch-allow.ts";

const Environment = z.object({
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
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "PUBLIC_URL has to be the address at which the internet reaches the API." })
    .transform((url) => url.replace(/\/+$/, ""))
    .optional(),
});

/** What steps that ask the web are set up with. */
export interface FetchSettings {
  /** What is exempt from the rule that feeds lie on the public internet, on ports 80 and 443. */
  readonly fetchAllow: readonly string[];
  /** Where the internet reaches us, without a slash behind. */
  readonly publicUrl: string | undefined;
}

/** @throws Error that names every mistake, one sentence each. */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): FetchSettings {
  const checked = Environment.safeParse(environment);
  if (!checked.success) throw new Error(checked.error.issues.map(({ message }) => message).join("\n"));
  return { fetchAllow: checked.data.FETCH_ALLOW, publicUrl: checked.data.PUBLIC_URL };
}
