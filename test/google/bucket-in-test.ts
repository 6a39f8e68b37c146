import { type GcsBucket, gcsBucket } from "../../shared/adapters/google/gcs-bucket.ts";
import { startStorage } from "./storage-server.ts";
import { realProject } from "./target.ts";

export interface BucketInTest {
  readonly bucket: GcsBucket;
  /** The names of its objects that begin with this, sorted. */
  readonly names: (prefix: string) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** An empty bucket: of the stand-in, or the run's own in a project, where one test uses it at a time. */
export async function emptyBucket(): Promise<BucketInTest> {
  const project = realProject(process.env);
  if (project === undefined) {
    const storage = await startStorage();
    return {
      bucket: gcsBucket({ projectId: "test", bucket: "bucket", apiEndpoint: storage.address }),
      names: async (prefix) => storage.names(prefix),
      close: () => storage.close(),
    };
  }
  const bucket = gcsBucket({ projectId: project.projectId, bucket: project.bucket });
  await (await bucket()).deleteFiles({ force: true });
  return {
    bucket,
    names: async (prefix) => {
      const [files] = await (await bucket()).getFiles({ prefix });
      return files.map(({ name }) => name).toSorted();
    },
    close: async () => {},
  };
}
