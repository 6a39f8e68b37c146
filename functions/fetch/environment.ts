import * as z from "zod";

const Environment = z.object({
  CALLBACK_URL: z
    .url({ protocol: /^https$/, error: "CALLBACK_URL has to be the https address at which hubs reach this function." })
    .transform((url) => url.replace(/\/+$/, ""))
    .optional(),
});

/** Where hubs reach this function, without a slash behind; absent where it is not public. @throws Error in a sentence */
export function readCallbackUrl(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const checked = Environment.safeParse({ CALLBACK_URL: environment["CALLBACK_URL"] || undefined });
  if (!checked.success) throw new Error(checked.error.issues.map(({ message }) => message).join("\n"));
  return checked.data.CALLBACK_URL;
}
