import type { StepName } from "../../events/define-event.ts";
import { readCallerEnvironment } from "./environment.ts";
import { googleCaller } from "./google-caller.ts";
import { type Handler, handleEvents, type TriggerPorts } from "./handle-event.ts";
import { onEvent } from "./on-event.ts";
import { type ServePorts, serve } from "./serve.ts";

/**
 * The whole of a function that our own events wake:
 * `serveEvents("format", process.env, ports, formatHandlers(ports))`.
 * @throws Error that names every setting that is missing
 */
export function serveEvents(
  step: StepName,
  environment: Readonly<Record<string, string | undefined>>,
  ports: TriggerPorts & ServePorts,
  handlers: readonly Handler[],
): void {
  const caller = googleCaller(readCallerEnvironment(environment), ports.clock);
  serve(step, ports, onEvent(step, caller, ports, handleEvents(step, handlers, ports)));
}
