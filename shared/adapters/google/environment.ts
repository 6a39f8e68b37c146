import * as z from "zod";

const Environment = z.object({
  GOOGLE_CLOUD_PROJECT: z
    .string("GOOGLE_CLOUD_PROJECT is missing: the id of the Google Cloud project.")
    .min(1, "GOOGLE_CLOUD_PROJECT is empty."),
  BUCKET: z.string("BUCKET is missing: the name of the bucket that keeps content.").min(1, "BUCKET is empty."),
  TOPIC_PREFIX: z
    .string()
    // https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names
    .regex(/^(?!goog)[a-z][a-z0-9-]{0,63}$/, "TOPIC_PREFIX has to be lower-case letters, digits and hyphens.")
    .default("kcs"),
  FIRESTORE_DATABASE: z.string().min(1, "FIRESTORE_DATABASE is empty.").optional(),
});

export interface GoogleEnvironment {
  readonly projectId: string;
  readonly bucket: string;
  readonly topicPrefix: string;
  /** Firestore's own default database where it is absent. */
  readonly databaseId: string | undefined;
}

/** @throws Error that names every mistake, one sentence each. */
export function readGoogleEnvironment(environment: Readonly<Record<string, string | undefined>>): GoogleEnvironment {
  const checked = Environment.safeParse(environment);
  if (!checked.success) throw new Error(checked.error.issues.map(({ message }) => message).join("\n"));
  const { GOOGLE_CLOUD_PROJECT, BUCKET, TOPIC_PREFIX, FIRESTORE_DATABASE } = checked.data;
  return {
    projectId: GOOGLE_CLOUD_PROJECT,
    bucket: BUCKET,
    topicPrefix: TOPIC_PREFIX,
    databaseId: FIRESTORE_DATABASE,
  };
}
