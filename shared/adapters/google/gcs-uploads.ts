import type { Randomness } from "../../ports/clock.ts";
import type { UploadPlace, Uploads } from "../../ports/uploads.ts";
import type { GcsBucket } from "./gcs-bucket.ts";
import { type Meter, openMeter } from "./meter.ts";

export interface GcsUploadsSettings {
  /** A bucket of its own: a step must not write where it listens. */
  readonly bucket: GcsBucket;
  readonly randomness: Randomness;
  readonly meter?: Meter;
}

const statusNotFound = 404;
const statusPreconditionFailed = 412;

/** Uploads at `<account>/<token>/<file name>`; whatever else somebody puts into the bucket counts as well. */
export function gcsUploads({ bucket: open, randomness, meter = openMeter() }: GcsUploadsSettings): Uploads {
  const fileOf = async ({ name, generation }: UploadPlace) => (await open()).file(name, { generation });
  return {
    sign: async ({ account, fileName, bytes, until }) => {
      const file = (await open()).file(`${account}/${randomness.token()}/${fileName}`);
      const contentType = "application/octet-stream";
      const extensionHeaders = {
        // Cloud Storage takes no other size (https://cloud.google.com/storage/docs/xml-api/reference-headers),
        "x-goog-content-length-range": `${bytes},${bytes}`,
        // and nothing in the place of what is there.
        "x-goog-if-generation-match": "0",
      };
      const [url] = await file.getSignedUrl({
        version: "v4",
        action: "write",
        expires: until,
        contentType,
        extensionHeaders,
      });
      return { url, headers: { "content-type": contentType, ...extensionHeaders } };
    },
    read: async (place) => {
      const file = await fileOf(place);
      meter.count("storageReads");
      try {
        await file.getMetadata();
      } catch (error) {
        if (statusOf(error) === statusNotFound) return undefined;
        throw error;
      }
      meter.count("storageReads");
      return file.createReadStream({ decompress: false }) as AsyncIterable<Uint8Array>;
    },
    remove: async (place) => {
      const file = (await open()).file(place.name);
      try {
        await file.delete({ ignoreNotFound: true, ifGenerationMatch: place.generation });
      } catch (error) {
        if (statusOf(error) !== statusPreconditionFailed) throw error;
      }
    },
  };
}

function statusOf(error: unknown): number {
  return typeof error === "object" && error !== null && "code" in error ? Number(error.code) : Number.NaN;
}
