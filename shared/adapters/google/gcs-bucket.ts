import type { Bucket } from "@google-cloud/storage";
import { lazily } from "./lazily.ts";

export interface GcsBucketSettings {
  readonly projectId: string;
  readonly bucket: string;
  /** Of a stand-in; Cloud Storage itself where it is absent. */
  readonly apiEndpoint?: string;
}

export type GcsBucket = () => Promise<Bucket>;

/** Loads the library at the first use. */
export function gcsBucket({ projectId, bucket, apiEndpoint }: GcsBucketSettings): GcsBucket {
  return lazily(async () => {
    const { Storage } = await import("@google-cloud/storage");
    const endpoint = apiEndpoint === undefined ? {} : { apiEndpoint, useAuthWithCustomEndpoint: false };
    return new Storage({ projectId, ...endpoint }).bucket(bucket);
  });
}
