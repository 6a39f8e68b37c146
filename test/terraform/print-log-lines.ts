import { deviceRemoved } from "../../events/device-removed.ts";
import { Rejected } from "../../events/rejected.ts";
import { toWire } from "../../events/wire.ts";
import { cloudLog } from "../../shared/adapters/google/cloud-log.ts";
import { systemClock } from "../../shared/system-clock.ts";
import { handleEvents, when } from "../../shared/triggers/handle-event.ts";

// Prints what a function writes to its standard output: for an event that it keeps, one at which it fails, one that no
// retry can repair, a tick of the clock that failed, and a journal that was changed.

const ports = {
  events: { publish: async () => {} },
  clock: systemClock,
  log: cloudLog({ projectId: "p", service: "project" }, systemClock),
};
const event = deviceRemoved.from(
  { id: "cause", account: "home", correlationId: "correlation" },
  { subject: "device", at: systemClock.now(), data: { deviceId: "device" } },
);
const outcomes: readonly (() => Promise<void>)[] = [
  async () => {},
  () => Promise.reject(new Error("The world is unwell.")),
  () => Promise.reject(new Rejected("device/strange", "Nobody knows this device.")),
];
for (const outcome of outcomes) {
  await handleEvents("project", [when(deviceRemoved, outcome)], ports)(toWire(event)).catch(() => undefined);
}
ports.log.warn("schedule.failed", { reason: "Error: no" });
ports.log.error("journal.seal-broken", { step: "housekeep", events: 3 });
