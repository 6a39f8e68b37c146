import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Scope } from "./scope.ts";
import { Sha256 } from "./values.ts";

/** The reader has made a token for a program. Only its hash travels; the token itself is shown once, and kept nowhere. */
export const tokenCreated = defineEvent({
  name: "token.created",
  version: 1,
  publishedBy: ["api"],
  data: z.object({ tokenSha256: Sha256, name: z.string(), scopes: z.array(Scope) }),
});
export type TokenCreated = EventOf<typeof tokenCreated>;
