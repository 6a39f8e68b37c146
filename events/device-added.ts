import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/** A Send-to-Kindle address has become one of the reader's devices. The address travels sealed (`shared/seal.ts`). */
export const deviceAdded = defineEvent({
  name: "device.added",
  version: 1,
  publishedBy: ["api"],
  data: z.object({ deviceId: z.string(), sealedEmail: z.string(), name: z.string(), automatic: z.boolean() }),
});
export type DeviceAdded = EventOf<typeof deviceAdded>;
