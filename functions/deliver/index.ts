import { cloudEvent } from "@google-cloud/functions-framework";
import { googlePorts } from "../../shared/adapters/google/ports.ts";
import { handleEvents } from "../../shared/triggers/handle-event.ts";
import { onEvent } from "../../shared/triggers/on-event.ts";
import { readEnvironment } from "./environment.ts";
import { deliverHandlers } from "./handlers.ts";

const ports = { ...googlePorts(process.env), settings: readEnvironment(process.env) };
cloudEvent("deliver", onEvent(handleEvents("deliver", deliverHandlers(ports), ports)));
