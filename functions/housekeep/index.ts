import {
  blobsOf,
  eventsOf,
  journalOf,
  ledgerOf,
  openGoogle,
  readModelsOf,
} from "../../shared/adapters/google/ports.ts";
import { noRemains } from "../../shared/no-remains.ts";
import { readCallerEnvironment } from "../../shared/triggers/environment.ts";
import { googleCaller } from "../../shared/triggers/google-caller.ts";
import { handleEvents } from "../../shared/triggers/handle-event.ts";
import { onEvent } from "../../shared/triggers/on-event.ts";
import { onSchedule } from "../../shared/triggers/on-schedule.ts";
import { serve } from "../../shared/triggers/serve.ts";
import { housekeepHandlers } from "./handlers.ts";
import { housekeepOnce } from "./housekeep-once.ts";

const google = openGoogle(process.env);
const ports = {
  ...google.world,
  journal: journalOf(google),
  readModels: readModelsOf(google),
  ledger: ledgerOf(google),
  blobs: blobsOf(google),
  events: eventsOf(google),
  // Mail is a carrier's, and queues are Pub/Sub's, which lets go of everything by itself.
  remains: noRemains,
};
const caller = googleCaller(readCallerEnvironment(process.env), ports.clock);
const onTick = onSchedule("housekeep", caller, ports, async () => {
  const done = await housekeepOnce(ports);
  ports.log.info("housekeep.done", { step: "housekeep", ...done });
});
const onRequested = onEvent("housekeep", caller, ports, handleEvents("housekeep", housekeepHandlers(ports), ports));

// Two callers end here: Scheduler, which names its job in a header, and Pub/Sub with our own events.
serve("housekeep", ports, (request, response) =>
  request.get("x-cloudscheduler-jobname") === undefined ? onRequested(request, response) : onTick(request, response),
);
