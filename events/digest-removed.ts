import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/** A reader does not want that newspaper any more. The editions that there were stay. */
export const digestRemoved = defineEvent({
  name: "digest.removed",
  version: 1,
  publishedBy: ["api"],
  consumedBy: ["digest"],
  data: z.object({ digestId: z.string() }),
});
export type DigestRemoved = EventOf<typeof digestRemoved>;
