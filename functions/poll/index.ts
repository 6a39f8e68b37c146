import { eventsOf, ledgerOf, openGoogle, readModelsOf } from "../../shared/adapters/google/ports.ts";
import { readCallerEnvironment } from "../../shared/triggers/environment.ts";
import { googleCaller } from "../../shared/triggers/google-caller.ts";
import { onSchedule } from "../../shared/triggers/on-schedule.ts";
import { serve } from "../../shared/triggers/serve.ts";
import { pollOnce } from "./poll-once.ts";

const google = openGoogle(process.env);
const ports = { ...google.world, ledger: ledgerOf(google), readModels: readModelsOf(google), events: eventsOf(google) };
const caller = googleCaller(readCallerEnvironment(process.env), ports.clock);
serve(
  "poll",
  ports,
  onSchedule("poll", caller, ports, async () => {
    const due = await pollOnce(ports);
    if (due > 0) ports.log.info("poll.found", { due });
  }),
);
