import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { Sha256 } from "./values.ts";

/** A token opens nothing any more, for ever. */
export const tokenRevoked = defineEvent({
  name: "token.revoked",
  version: 1,
  publishedBy: ["api"],
  data: z.object({ tokenSha256: Sha256 }),
});
export type TokenRevoked = EventOf<typeof tokenRevoked>;
