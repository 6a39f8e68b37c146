import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { DigestChange } from "./digest-settings.ts";

/** A reader wants it otherwise from now on. */
export const digestChanged = defineEvent({
  name: "digest.changed",
  version: 1,
  publishedBy: ["api"],
  consumedBy: ["digest"],
  data: z.object({ digestId: z.string(), change: DigestChange }),
});
export type DigestChanged = EventOf<typeof digestChanged>;
