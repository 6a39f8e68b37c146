import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/** A device is no longer the reader's: nothing goes there any more. */
export const deviceRemoved = defineEvent({
  name: "device.removed",
  version: 1,
  publishedBy: ["api"],
  data: z.object({ deviceId: z.string() }),
});
export type DeviceRemoved = EventOf<typeof deviceRemoved>;
