import { cloudEvent } from "@google-cloud/functions-framework";
import { googlePorts } from "../../shared/adapters/google/ports.ts";
import { handleEvents } from "../../shared/triggers/handle-event.ts";
import { onEvent } from "../../shared/triggers/on-event.ts";
import { projectHandlers } from "./handlers.ts";

const ports = googlePorts(process.env);
cloudEvent("project", onEvent(handleEvents("project", projectHandlers(ports), ports)));
