import {
  blobsOf,
  erasuresOf,
  eventsOf,
  openGoogle,
  presentNameOf,
  readModelsOf,
  uploadsOf,
  workshopOf,
} from "../../shared/adapters/google/ports.ts";
import { readCallerEnvironment } from "../../shared/triggers/environment.ts";
import { googleCaller } from "../../shared/triggers/google-caller.ts";
import { handleEvents } from "../../shared/triggers/handle-event.ts";
import { onMessage } from "../../shared/triggers/on-event.ts";
import { isUpload, onUpload } from "../../shared/triggers/on-upload.ts";
import { serve } from "../../shared/triggers/serve.ts";
import { ingestHandlers } from "./handlers.ts";
import { inspectJob } from "./ingest-book.ts";
import { takeUpload } from "./take-upload.ts";

/** Whose library it is that files are put into the bucket for, under its first name. */
const firstAccount = "home";

const google = openGoogle(process.env);
const ports = {
  ...google.world,
  erasures: erasuresOf(google),
  blobs: blobsOf(google),
  events: eventsOf(google),
  readModels: readModelsOf(google),
  uploads: uploadsOf(google),
  workshop: workshopOf(google, [inspectJob.module]),
};
const presentName = presentNameOf(google);
const caller = googleCaller(readCallerEnvironment(process.env), ports.clock);
const handleEvent = handleEvents("ingest", ingestHandlers(ports), ports);
const handleUpload = onUpload("ingest", ports, async (upload) =>
  takeUpload(await presentName(firstAccount), upload, ports),
);

// Two kinds of subscriptions end here: our own events, and what the bucket of uploads says of new files.
serve(
  "ingest",
  ports,
  onMessage("ingest", caller, ports, (message) =>
    isUpload(message) ? handleUpload(message) : handleEvent(message.content),
  ),
);
