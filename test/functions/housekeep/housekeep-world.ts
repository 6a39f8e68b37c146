import { type Envelope, firstCause } from "../../../events/define-event.ts";
import { deviceAdded } from "../../../events/device-added.ts";
import type { HousekeepPorts } from "../../../functions/housekeep/housekeep-ports.ts";
import { projectEvent } from "../../../functions/project/project-event.ts";
import { fsBlobs } from "../../../shared/adapters/local/fs-blobs.ts";
import { sqliteLedger } from "../../../shared/adapters/local/sqlite-ledger.ts";
import { keptLog } from "../../kept-log.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { inMemory } from "../project/in-memory.ts";

/** The step on embedded stores. What it announces is kept for the test, and projected where the test has it so. */
export async function openHousekeepWorld() {
  const { database, journal, readModels, close } = inMemory();
  const announced: Envelope[] = [];
  const remainsErased: { readonly account: string; readonly deliveryIds: readonly string[] }[] = [];
  const log = keptLog();
  let nowMs = Date.parse("2026-03-02T03:17:00.000Z");
  const ports: HousekeepPorts = {
    journal,
    readModels,
    ledger: sqliteLedger(database),
    blobs: await fsBlobs(await temporaryFolder()),
    remains: {
      erase: async (account, { deliveryIds }) => {
        remainsErased.push({ account, deliveryIds });
      },
    },
    events: {
      publish: async (...events) => {
        announced.push(...events);
      },
    },
    clock: { now: () => new Date((nowMs += 1)) },
    log,
  };
  const project = async (...events: readonly Envelope[]) => {
    for (const event of events) await projectEvent(event, ports);
  };
  return {
    database,
    ports,
    announced,
    remainsErased,
    log,
    /** Has events happen. */
    project,
    /** Has everything happen that was announced and has not yet. */
    projectAnnounced: async () => await project(...announced.splice(0)),
    pass: (milliseconds: number) => {
      nowMs += milliseconds;
    },
    close,
  };
}
export type HousekeepWorld = Awaited<ReturnType<typeof openHousekeepWorld>>;

export function deviceEvent(id: string, account = "home"): Envelope {
  return deviceAdded.from(firstCause(account, id), {
    subject: id,
    at: new Date("2026-03-01T08:00:00.000Z"),
    data: { deviceId: id, sealedEmail: `sealed ${id}`, name: `Kindle ${id}`, automatic: true },
  });
}
