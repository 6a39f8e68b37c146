import * as z from "zod";
import { Time } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const Device = z.object({
  id: z.string(),
  /** The Send-to-Kindle address, sealed (`shared/seal.ts`): who may know it opens it. */
  sealedEmail: z.string(),
  name: z.string(),
  /** Whether every new book goes to it. */
  automatic: z.boolean(),
  addedAt: Time,
  /**
   * Removed, or not yet known to have been added. A removed device stays as its tombstone, so that facts that come late
   * do not bring it back.
   */
  removed: z.boolean(),
  /** The newest fact of each kind that has been applied, by event name; and of each field, by its name. */
  stamps: z.record(z.string(), z.string()),
});
export type Device = z.infer<typeof Device>;

/** Where an account's reading goes. */
export const devices: ReadModel<Device> = {
  name: "devices",
  writer: "project",
  schema: Device,
  queries: {
    present: { where: ["removed"], orderBy: "addedAt", direction: "ascending" },
    automatic: { where: ["removed", "automatic"], orderBy: "addedAt", direction: "ascending" },
  },
};
