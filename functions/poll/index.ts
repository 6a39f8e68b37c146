import { http } from "@google-cloud/functions-framework";
import { googlePorts } from "../../shared/adapters/google/ports.ts";
import { onSchedule } from "../../shared/triggers/on-schedule.ts";
import { pollOnce } from "./poll-once.ts";

const ports = googlePorts(process.env);
http(
  "poll",
  onSchedule(ports, async () => {
    const due = await pollOnce(ports);
    if (due > 0) ports.log.info("poll.found", { deliveries: due });
  }),
);
