import * as z from "zod";
import { Scope } from "../../events/scope.ts";
import { Sha256, Time } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const Token = z.object({
  /** The SHA-256 of the token: who shows the token is found by it, and nobody can make the token from it. */
  id: Sha256,
  name: z.string(),
  scopes: z.array(Scope),
  createdAt: Time,
  /** Revoked, or not yet known to have been made. A revoked token stays as its tombstone, and never comes back. */
  revoked: z.boolean(),
  /** The newest fact of each kind that has been applied, by event name. */
  stamps: z.record(z.string(), z.string()),
});
export type Token = z.infer<typeof Token>;

/** What opens an account besides its owner's own token. */
export const tokens: ReadModel<Token> = {
  name: "tokens",
  writer: "project",
  schema: Token,
  queries: {
    valid: { where: ["revoked"], orderBy: "createdAt", direction: "ascending" },
  },
};
