import { cloudEvent } from "@google-cloud/functions-framework";
import { googlePorts } from "../../shared/adapters/google/ports.ts";
import { handleEvents } from "../../shared/triggers/handle-event.ts";
import { onEvent } from "../../shared/triggers/on-event.ts";
import { ingestHandlers } from "./handlers.ts";

const ports = googlePorts(process.env);
cloudEvent("ingest", onEvent(handleEvents("ingest", ingestHandlers(ports), ports)));
