import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";
import { DigestSettings } from "./digest-settings.ts";

/** A reader wants a newspaper. */
export const digestDefined = defineEvent({
  name: "digest.defined",
  version: 1,
  publishedBy: ["api"],
  consumedBy: ["digest"],
  data: z.object({ digestId: z.string(), settings: DigestSettings }),
});
export type DigestDefined = EventOf<typeof digestDefined>;
