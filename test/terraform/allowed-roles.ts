import { stepNames } from "../../events/define-event.ts";

/** Who may be granted what, on which type of resource. Whatever is not here is not granted. */
export interface AllowedRole {
  readonly role: string;
  /** The type whose `_iam_member` grants it. */
  readonly on: string;
  /** Of the member: a step's account and who calls it, Google's own agents, who builds and deploys. */
  readonly to: RegExp;
  readonly because: string;
}

const step = new RegExp(`^serviceAccount:[a-z0-9]+-(${stepNames.join("|")})@`);
const caller = new RegExp(`^serviceAccount:[a-z0-9]+-(${stepNames.join("|")})-call@`);
const pubsub = /^serviceAccount:service-\d+@gcp-sa-pubsub\.iam\.gserviceaccount\.com$/;
const storage = /^serviceAccount:service-\d+@gs-project-accounts\.iam\.gserviceaccount\.com$/;
const build = /^serviceAccount:[a-z0-9]+-build@/;
const deploy = /^serviceAccount:[a-z0-9]+-deploy@/;

const project = "google_project_iam_member";
const topic = "google_pubsub_topic_iam_member";
const subscription = "google_pubsub_subscription_iam_member";
const service = "google_cloud_run_v2_service_iam_member";
const account = "google_service_account_iam_member";
const bucket = "google_storage_bucket_iam_member";
const secret = "google_secret_manager_secret_iam_member";

const ofSteps: readonly AllowedRole[] = [
  { role: "roles/run.invoker", on: service, to: caller, because: "Pub/Sub and Scheduler call the step as its caller." },
  { role: "roles/run.invoker", on: service, to: /^allUsers$/, because: "Readers and webhooks have no Google account." },
  { role: "roles/pubsub.publisher", on: topic, to: step, because: "A step announces what has happened." },
  { role: "roles/datastore.user", on: project, to: step, because: "A step writes what it is the writer of." },
  { role: "roles/datastore.viewer", on: project, to: step, because: "A step reads, and writes nothing." },
  { role: "roles/storage.objectUser", on: bucket, to: step, because: "A step puts, reads and removes files." },
  { role: "roles/storage.objectViewer", on: bucket, to: step, because: "A step reads content." },
  {
    role: "roles/storage.objectCreator",
    on: bucket,
    to: step,
    because: "An address that it has signed takes one file.",
  },
  { role: "roles/secretmanager.secretAccessor", on: secret, to: step, because: "A step reads the keys that it needs." },
  {
    role: "roles/secretmanager.secretVersionAdder",
    on: secret,
    to: step,
    because: "Whoever needs a key first makes it.",
  },
  { role: "roles/iam.serviceAccountTokenCreator", on: account, to: step, because: "A step signs addresses as itself." },
  { role: "roles/telemetry.tracesWriter", on: project, to: step, because: "A step sends its traces." },
];

const ofAgents: readonly AllowedRole[] = [
  {
    role: "roles/iam.serviceAccountTokenCreator",
    on: account,
    to: pubsub,
    because: "Pushes are signed as the caller.",
  },
  { role: "roles/pubsub.publisher", on: topic, to: pubsub, because: "Dead letters are forwarded." },
  { role: "roles/pubsub.subscriber", on: subscription, to: pubsub, because: "What is forwarded is acknowledged." },
  { role: "roles/storage.objectCreator", on: bucket, to: pubsub, because: "The journal is exported." },
  { role: "roles/storage.legacyBucketReader", on: bucket, to: pubsub, because: "The export looks for its bucket." },
  { role: "roles/pubsub.publisher", on: topic, to: storage, because: "Cloud Storage tells of uploads." },
];

const ofBuilds: readonly AllowedRole[] = [
  { role: "roles/storage.objectViewer", on: bucket, to: build, because: "A build reads its bundle." },
  {
    role: "roles/artifactregistry.writer",
    on: "google_artifact_registry_repository_iam_member",
    to: build,
    because: "A build keeps its image.",
  },
  { role: "roles/logging.logWriter", on: project, to: build, because: "A build writes its log." },
  ...(
    [
      ["artifactregistry.admin", "the repository of images"],
      ["cloudbuild.builds.editor", "builds of the functions"],
      ["cloudscheduler.admin", "the clock"],
      ["compute.loadBalancerAdmin", "the edge"],
      ["compute.securityAdmin", "the edge's rules"],
      ["datastore.owner", "the database and its indexes"],
      ["iam.serviceAccountAdmin", "identities of steps"],
      ["iam.serviceAccountUser", "functions that work as them"],
      ["logging.configWriter", "metrics from logs"],
      ["logging.logWriter", "its own log"],
      ["monitoring.editor", "alarms, objectives and the dashboard"],
      ["pubsub.admin", "topics and subscriptions"],
      ["resourcemanager.projectIamAdmin", "grants"],
      ["run.admin", "functions"],
      ["secretmanager.admin", "secrets"],
      ["serviceusage.serviceUsageAdmin", "APIs"],
      ["storage.admin", "buckets, bundles and the state"],
    ] as const
  ).map(([role, what]) => ({
    role: `roles/${role}`,
    on: project,
    to: deploy,
    because: `Cloud Build deploys ${what}.`,
  })),
];

export const allowedRoles: readonly AllowedRole[] = [...ofSteps, ...ofAgents, ...ofBuilds];
