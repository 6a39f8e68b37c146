import type { Request, Response } from "@google-cloud/functions-framework";
import type { Log } from "../ports/log.ts";
import { noTracing, type Tracing } from "../ports/tracing.ts";
import { admit, answerFailure } from "./answer-delivery.ts";
import type { Caller } from "./google-caller.ts";
import type { EventHandler } from "./handle-event.ts";
import { type PubsubMessage, readDelivery } from "./pubsub-message.ts";
import { withinDelivery } from "./within-delivery.ts";

export interface DeliveryPorts {
  readonly log: Log;
  readonly tracing?: Tracing;
}

/** Takes one message. Resolving acknowledges it; throwing asks for it again, later. */
export type TakeMessage = (message: PubsubMessage) => Promise<void>;

/**
 * A function that Pub/Sub pushes our events to:
 * `http("format", onEvent("format", googleCaller(…), ports, handleEvents("format", formatHandlers(ports), ports)))`.
 */
export function onEvent(name: string, caller: Caller, ports: DeliveryPorts, handle: EventHandler) {
  return onMessage(name, caller, ports, ({ content }) => handle(content));
}

/**
 * The same for whatever else is pushed. 204 acknowledges the delivery, 500 asks for another one, later; 401 and 403 are
 * for whoever is not our subscription. It answers HTTP, and is no CloudEvent function of the framework's, because those
 * are not told who calls. Pushes come as they are, as CloudEvents in binary mode, and as CloudEvents in JSON.
 */
export function onMessage(
  name: string,
  caller: Caller,
  { log, tracing = noTracing }: DeliveryPorts,
  take: TakeMessage,
) {
  return async (request: Request, response: Response): Promise<void> => {
    if (!(await admit(request, response, caller, log))) return;
    const message = readDelivery(request);
    try {
      await withinDelivery(request, message.attributes["traceparent"], () =>
        tracing.span(`${name} ${message.attributes["name"] ?? "delivery"}`, {}, () => take(message)),
      );
      response.status(204).end();
    } catch (error) {
      answerFailure(error, response, log, "delivery.failed");
    }
  };
}
