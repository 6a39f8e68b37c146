import * as z from "zod";
import type { Envelope } from "../../events/define-event.ts";
import { Time } from "../../events/values.ts";
import { sentenceFor } from "../../shared/history-sentences.ts";
import { idsOf } from "../../shared/ports/journal.ts";
import { devices } from "../../shared/read-models/devices.ts";
import type { Api } from "./publish-command.ts";

/** An event as people see it: what happened, to what, in a sentence. What steps tell each other stays inside. */
export const Happening = z.object({
  id: z.string(),
  name: z.string(),
  at: Time,
  subject: z.string(),
  /** Ids of everything that it is about: books, devices, deliveries, dead letters. */
  about: z.array(z.string()),
  sentence: z.string(),
});
export type Happening = z.infer<typeof Happening>;

export const exampleHappening: Happening = {
  id: "b1c7d2e34f5061728394a5b6c7d8e9f0",
  name: "delivery.sent",
  at: "2026-03-01T08:00:01.250Z",
  subject: "4be1d0c2a3f5968778695a4b3c2d1e0f",
  about: ["4be1d0c2a3f5968778695a4b3c2d1e0f", "6f1ed002ab5595859014ebf0951522d9", "0f3b8a52c1d94e67a2b35c48d7e61f90"],
  sentence: "The mail for Paperwhite was accepted by the mail server.",
};

const devicesNamedMax = 1000;

/** Shows events with the names of the account's devices as they are now. */
export async function happeningsIn({ ports, settings }: Api): Promise<(event: Envelope) => Happening> {
  const names = new Map<string, string>();
  const found = await ports.readModels.query(devices, settings.account, "present", {
    where: { removed: false },
    limit: devicesNamedMax,
  });
  for (const { id, name } of found.items) names.set(id, name);
  return (event) => ({
    id: event.id,
    name: event.name,
    at: event.occurredAt,
    subject: event.subject,
    about: [...idsOf(event)],
    sentence: sentenceFor(event, names),
  });
}
