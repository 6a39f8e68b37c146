import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/** Its owner wants everything of an account erased, for good. */
export const accountErasureRequested = defineEvent({
  name: "account.erasure-requested",
  version: 1,
  publishedBy: ["api"],
  consumedBy: ["housekeep"],
  data: z.object({}),
});
export type AccountErasureRequested = EventOf<typeof accountErasureRequested>;
