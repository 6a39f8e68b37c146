import * as z from "zod";
import { defineEvent, type EventOf } from "./define-event.ts";

/** The reader has changed a device's name, or whether it gets every new book. */
export const deviceChanged = defineEvent({
  name: "device.changed",
  version: 1,
  publishedBy: ["api"],
  data: z.object({ deviceId: z.string(), name: z.string().optional(), automatic: z.boolean().optional() }),
});
export type DeviceChanged = EventOf<typeof deviceChanged>;
