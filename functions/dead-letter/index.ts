import { erasuresOf, eventsOf, openGoogle, readModelsOf } from "../../shared/adapters/google/ports.ts";
import { readCallerEnvironment } from "../../shared/triggers/environment.ts";
import { googleCaller } from "../../shared/triggers/google-caller.ts";
import { handleEvents } from "../../shared/triggers/handle-event.ts";
import { onMessage } from "../../shared/triggers/on-event.ts";
import { serve } from "../../shared/triggers/serve.ts";
import { forwardedDelivery } from "./forwarded-delivery.ts";
import { deadLetterHandlers } from "./handlers.ts";
import { recordDeadLetter } from "./record-dead-letter.ts";

const google = openGoogle(process.env);
const ports = {
  ...google.world,
  erasures: erasuresOf(google),
  events: eventsOf(google),
  readModels: readModelsOf(google),
};
const caller = googleCaller(readCallerEnvironment(process.env), ports.clock);
const handleEvent = handleEvents("dead-letter", deadLetterHandlers(ports), ports);

// Two subscriptions end here: requests to replay, and what Pub/Sub forwards from every other subscription.
serve(
  "dead-letter",
  ports,
  onMessage("dead-letter", caller, ports, async (message) => {
    const failed = forwardedDelivery(message);
    await (failed === undefined ? handleEvent(message.content) : recordDeadLetter(failed, ports));
  }),
);
