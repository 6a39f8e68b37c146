import * as z from "zod";
import type { FormatSettings } from "./format-document.ts";

const Environment = z.object({
  MAIL_BYTES_MAX: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, "MAIL_BYTES_MAX has to be a whole number of bytes, at least 1.")
    .transform(Number)
    .optional(),
});

/** @throws Error that names every mistake, one sentence each. */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): FormatSettings {
  const checked = Environment.safeParse({ MAIL_BYTES_MAX: environment["MAIL_BYTES_MAX"] || undefined });
  if (!checked.success) throw new Error(checked.error.issues.map(({ message }) => message).join("\n"));
  return { mailBytesMax: checked.data.MAIL_BYTES_MAX };
}
