import * as z from "zod";

/** `process.env`, or a test's. */
export type Environment = Readonly<Record<string, string | undefined>>;

const GoogleEnvironment = z.object({
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
  SECRET_MANAGER_HOST: z
    .string()
    .regex(/^[\w.-]+:\d+$/, "SECRET_MANAGER_HOST has to be host:port, and is for a stand-in alone.")
    .optional(),
});

export interface GoogleSettings {
  readonly projectId: string;
  readonly bucket: string;
  readonly topicPrefix: string;
  /** Firestore's own default database where it is absent. */
  readonly databaseId: string | undefined;
  /** `host:port` of a stand-in for Secret Manager, as tests have one. */
  readonly secretManagerHost: string | undefined;
}

/** @throws Error that names every mistake, one sentence each. */
export function readGoogleEnvironment(environment: Environment): GoogleSettings {
  const checked = GoogleEnvironment.safeParse(environment);
  if (!checked.success) throw new Error(checked.error.issues.map(({ message }) => message).join("\n"));
  const { GOOGLE_CLOUD_PROJECT, BUCKET, TOPIC_PREFIX, FIRESTORE_DATABASE, SECRET_MANAGER_HOST } = checked.data;
  return {
    projectId: GOOGLE_CLOUD_PROJECT,
    bucket: BUCKET,
    topicPrefix: TOPIC_PREFIX,
    databaseId: FIRESTORE_DATABASE,
    secretManagerHost: SECRET_MANAGER_HOST,
  };
}

const MailEnvironment = z.object({
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "SMTP_URL has to begin with smtp:// or smtps://." }).optional(),
  MAIL_BYTES_MAX: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, "MAIL_BYTES_MAX has to be a whole number of bytes, at least 1.")
    .transform(Number)
    .optional(),
});

export interface MailSettings {
  readonly smtpUrl: string | undefined;
  /** The carrier's own limit where it is absent. */
  readonly mailBytesMax: number | undefined;
}

/** @throws Error that names every mistake, one sentence each. */
export function readMailEnvironment(environment: Environment): MailSettings {
  const checked = MailEnvironment.safeParse({
    SMTP_URL: environment["SMTP_URL"] || undefined,
    MAIL_BYTES_MAX: environment["MAIL_BYTES_MAX"] || undefined,
  });
  if (!checked.success) throw new Error(checked.error.issues.map(({ message }) => message).join("\n"));
  return { smtpUrl: checked.data.SMTP_URL, mailBytesMax: checked.data.MAIL_BYTES_MAX };
}
