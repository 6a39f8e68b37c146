import * as z from "zod";
import { DigestSettings } from "../../events/digest-settings.ts";
import { Time } from "../../events/values.ts";
import type { ReadModel } from "../ports/read-models.ts";

export const Digest = z.object({
  id: z.string(),
  /** Absent until it is known to have been defined. */
  settings: DigestSettings.optional(),
  definedAt: Time,
  removed: z.boolean(),
  /** The newest fact of each kind that has been applied, by event name. */
  stamps: z.record(z.string(), z.string()),
  /** The newest word on each setting, by its name: what `settings` are made of. `null`: taken away. */
  said: z.record(z.string(), z.object({ stamp: z.string(), value: z.unknown() })),
});
export type Digest = z.infer<typeof Digest>;

/** The newspapers that an account wants. */
export const digests: ReadModel<Digest> = {
  name: "digests",
  writer: "project",
  schema: Digest,
  queries: { present: { where: ["removed"], orderBy: "definedAt", direction: "ascending" } },
};
