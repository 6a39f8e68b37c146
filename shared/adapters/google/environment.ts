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
  UPLOADS_BUCKET: z.string().min(1, "UPLOADS_BUCKET is empty.").optional(),
  FIRESTORE_DATABASE: z.string().min(1, "FIRESTORE_DATABASE is empty.").optional(),
  SECRET_MANAGER_HOST: z
    .string()
    .regex(/^[\w.-]+:\d+$/, "SECRET_MANAGER_HOST has to be host:port, and is for a stand-in alone.")
    .optional(),
});

export interface GoogleSettings {
  readonly projectId: string;
  readonly bucket: string;
  /** Where files are put straight. */
  readonly uploadsBucket: string | undefined;
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
  const { GOOGLE_CLOUD_PROJECT, BUCKET, UPLOADS_BUCKET, TOPIC_PREFIX, FIRESTORE_DATABASE, SECRET_MANAGER_HOST } =
    checked.data;
  return {
    projectId: GOOGLE_CLOUD_PROJECT,
    bucket: BUCKET,
    uploadsBucket: UPLOADS_BUCKET,
    topicPrefix: TOPIC_PREFIX,
    databaseId: FIRESTORE_DATABASE,
    secretManagerHost: SECRET_MANAGER_HOST,
  };
}

const MailEnvironment = z.object({
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "SMTP_URL has to begin with smtp:// or smtps://." }).optional(),
  SENDGRID_API_KEY: z.string().optional(),
  SENDGRID_URL: z.url({ protocol: /^https?$/, error: "SENDGRID_URL has to be an http or https address." }).optional(),
  MAIL_BYTES_MAX: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, "MAIL_BYTES_MAX has to be a whole number of bytes, at least 1.")
    .transform(Number)
    .optional(),
});

export interface MailSettings {
  /** Mail goes there where it is given, and to SendGrid else. */
  readonly smtpUrl: string | undefined;
  /** Where it is absent, the secret `sendgrid` has it, and its owner may replace it at any time. */
  readonly sendgridApiKey: string | undefined;
  /** SendGrid's own address where it is absent. */
  readonly sendgridUrl: string | undefined;
  /** The carrier's own limit where it is absent. */
  readonly mailBytesMax: number | undefined;
}

/** @throws Error that names every mistake, one sentence each. */
export function readMailEnvironment(environment: Environment): MailSettings {
  const given = Object.keys(MailEnvironment.shape).map((name) => [name, environment[name] || undefined]);
  const checked = MailEnvironment.safeParse(Object.fromEntries(given));
  if (!checked.success) throw new Error(checked.error.issues.map(({ message }) => message).join("\n"));
  const { SMTP_URL, SENDGRID_API_KEY, SENDGRID_URL, MAIL_BYTES_MAX } = checked.data;
  return {
    smtpUrl: SMTP_URL,
    sendgridApiKey: SENDGRID_API_KEY,
    sendgridUrl: SENDGRID_URL,
    mailBytesMax: MAIL_BYTES_MAX,
  };
}
