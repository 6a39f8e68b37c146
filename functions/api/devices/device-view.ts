import * as z from "zod";
import { Time } from "../../../events/values.ts";
import type { Device } from "../../../shared/read-models/devices.ts";

export const DeviceView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  automatic: z.boolean(),
  addedAt: Time,
});
export type DeviceView = z.infer<typeof DeviceView>;

export const exampleDevice: DeviceView = {
  id: "0f3b8a52c1d94e67a2b35c48d7e61f90",
  email: "reader_a1b2c3@kindle.com",
  name: "Paperwhite",
  automatic: true,
  addedAt: "2026-03-01T08:00:00.000Z",
};

/** A device as its owner sees it; `email` is its address, opened. */
export function deviceView({ id, name, automatic, addedAt }: Device, email: string): DeviceView {
  return { id, email, name, automatic, addedAt };
}
