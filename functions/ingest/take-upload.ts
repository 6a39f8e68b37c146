import { Rejected } from "../../events/rejected.ts";
import { currentRequest } from "../../shared/current-request.ts";
import type { Uploads } from "../../shared/ports/uploads.ts";
import { type ReceivePorts, receiveFile } from "../../shared/receive-file.ts";
import { keepAside, type TriggerPorts } from "../../shared/triggers/handle-event.ts";
import type { Upload } from "../../shared/triggers/on-upload.ts";

export interface TakeUploadPorts extends ReceivePorts, TriggerPorts {
  readonly uploads: Uploads;
}

/**
 * Takes in a file that has been put into the bucket of uploads: its content is ours and announced before it leaves the
 * bucket. A notification that comes again finds nothing there, or announces the same once more. A file that is not even
 * taken in stays where it is, until the bucket's own rule removes it, and the verdict on it is kept for its owner.
 */
export async function takeUpload(account: string, upload: Upload, ports: TakeUploadPorts): Promise<void> {
  const { bucket, name, generation, mediaType, metadata } = upload;
  const content = await ports.uploads.read(upload);
  if (content === undefined) return;
  try {
    await receiveFile(
      {
        account,
        fileName: name,
        mediaType,
        via: "bucket",
        deliver: metadata["deliver"] !== "false",
        content,
        causeKey: `bucket\n${bucket}\n${name}\n${generation}`,
      },
      ports,
    );
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    await keepAside("ingest", { bucket, name, generation, account }, undefined, error, ports);
    return;
  }
  await ports.uploads.remove(upload);
  ports.log.info("upload.taken", { step: "ingest", ...currentRequest()?.counts });
}
