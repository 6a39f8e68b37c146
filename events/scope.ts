import * as z from "zod";

/** What a token may do: `read` is every GET, `upload` is sending books in, `manage` is everything. */
export const scopeNames = ["read", "upload", "manage"] as const;
export const Scope = z.enum(scopeNames);
export type Scope = z.infer<typeof Scope>;
