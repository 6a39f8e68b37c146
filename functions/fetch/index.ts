import { cloudEvent } from "@google-cloud/functions-framework";
import { googlePorts } from "../../shared/adapters/google/ports.ts";
import { handleEvents } from "../../shared/triggers/handle-event.ts";
import { onEvent } from "../../shared/triggers/on-event.ts";
import { fetchHandlers } from "./handlers.ts";

const ports = googlePorts(process.env);
cloudEvent("fetch", onEvent(handleEvents("fetch", fetchHandlers(ports), ports)));
