import { cloudEvent } from "@google-cloud/functions-framework";
import { googlePorts } from "../../shared/adapters/google/ports.ts";
import { handleEvents } from "../../shared/triggers/handle-event.ts";
import { onEvent } from "../../shared/triggers/on-event.ts";
import { readPubsubMessage } from "../../shared/triggers/pubsub-message.ts";
import { forwardedDelivery } from "./forwarded-delivery.ts";
import { deadLetterHandlers } from "./handlers.ts";
import { recordDeadLetter } from "./record-dead-letter.ts";

const ports = googlePorts(process.env);
const handleEvent = onEvent(handleEvents("dead-letter", deadLetterHandlers(ports), ports));

// Two subscriptions end here: requests to replay, and what Pub/Sub forwards from every other subscription.
cloudEvent("dead-letter", async (delivery: { readonly data?: unknown }) => {
  const failed = forwardedDelivery(readPubsubMessage(delivery.data));
  await (failed === undefined ? handleEvent(delivery) : recordDeadLetter(failed, ports));
});
