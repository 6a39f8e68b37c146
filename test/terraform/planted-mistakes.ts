import { type PlannedInstallation, type PlannedResource, textOf } from "./planned-installation.ts";

/** A mistake that somebody might make, and what the policies have to say of it. */
interface Mistake {
  /** After "is found out where". */
  readonly mistake: string;
  readonly plant: (planned: PlannedInstallation) => PlannedInstallation;
  readonly told: string;
}

type Values = Readonly<Record<string, unknown>>;
type Which = (resource: PlannedResource) => boolean;

const without = (which: Which) => (planned: PlannedInstallation) => ({
  ...planned,
  resources: planned.resources.filter((resource) => !which(resource)),
});
const changed = (which: Which, change: (values: Values) => Values) => (planned: PlannedInstallation) => ({
  ...planned,
  resources: planned.resources.map((each) =>
    which(each) ? { ...each, values: { ...each.values, ...change(each.values) } } : each,
  ),
});
const added = (address: string, values: Values) => (planned: PlannedInstallation) => ({
  ...planned,
  resources: [...planned.resources, { address, type: address.split(".")[0] ?? "", values }],
});
const named =
  (type: string, name: string): Which =>
  (each) =>
    each.type === type && textOf(each, "name") === name;
const block = (name: string, change: Values) => (values: Values) => ({
  [name]: [{ ...(values[name] as readonly Values[])[0], ...change }],
});

const service = "google_cloud_run_v2_service";
const subscription = "google_pubsub_subscription";
const someone = "serviceAccount:someone@elsewhere.iam.gserviceaccount.com";

export const mistakes: readonly Mistake[] = [
  {
    mistake: "a step has no block",
    plant: without(({ address }) => address.startsWith("module.format.")),
    told: "the step format has no block in steps.tf",
  },
  {
    mistake: "an event has no topic",
    plant: without(named("google_pubsub_topic", "kcs-book-ingested")),
    told: 'topics.tf lacks "book.ingested" = { published_by = ["ingest"], wakes = ["format"] }',
  },
  {
    mistake: "a topic belongs to no event",
    plant: added("google_pubsub_topic.old", { name: "kcs-book-forgotten", message_retention_duration: "604800s" }),
    told: "the topic kcs-book-forgotten belongs to no event",
  },
  {
    mistake: "a step may not announce its event",
    plant: without(
      ({ address }) => address === 'module.ingest.google_pubsub_topic_iam_member.publishes["book.ingested"]',
    ),
    told: "ingest may not announce book.ingested",
  },
  {
    mistake: "an event does not wake the step that waits for it",
    plant: without(named(subscription, "kcs-format-book-ingested")),
    told: "book.ingested does not wake format",
  },
  {
    mistake: "nobody hears dead letters",
    plant: without(named(subscription, "kcs-format-dead")),
    told: "nobody is subscribed to kcs-format-dead, the dead-letter topic of kcs-format-book-ingested",
  },
  {
    mistake: "a subscription has no dead-letter topic",
    plant: changed(named(subscription, "kcs-journal-book-ingested"), () => ({ dead_letter_policy: [] })),
    told: "kcs-journal-book-ingested has no dead-letter topic",
  },
  {
    mistake: "Pub/Sub may not take dead letters out",
    plant: without(
      ({ address }) => address === 'module.format.google_pubsub_subscription_iam_member.forwards["book.ingested"]',
    ),
    told: "Pub/Sub may not take dead letters out of kcs-format-book-ingested",
  },
  {
    mistake: "a subscription expires",
    plant: changed(named(subscription, "kcs-format-book-ingested"), () => ({
      expiration_policy: [{ ttl: "2678400s" }],
    })),
    told: "kcs-format-book-ingested expires",
  },
  {
    mistake: "a push has no retry policy",
    plant: changed(named(subscription, "kcs-format-book-ingested"), () => ({ retry_policy: [] })),
    told: "kcs-format-book-ingested has no retry policy",
  },
  {
    mistake: "a push does not say who it is",
    plant: changed(named(subscription, "kcs-format-book-ingested"), block("push_config", { oidc_token: [] })),
    told: "kcs-format-book-ingested calls without an identity",
  },
  {
    mistake: "a push names another audience",
    plant: changed(named(service, "kcs-format"), () => ({ custom_audiences: ["kcs-ingest"] })),
    told: "kcs-format-book-ingested names the audience kcs-format, which its service does not expect",
  },
  {
    mistake: "the clock calls somebody else",
    plant: changed(
      ({ type }) => type === "google_cloud_scheduler_job",
      block("http_target", { uri: "https://example.org" }),
    ),
    told: "kcs-poll calls https://example.org, which is no service of ours",
  },
  {
    mistake: "dead letters alarm nobody",
    plant: changed(
      ({ address }) => address === "module.format.google_monitoring_alert_policy.dead_letters[0]",
      () => ({ notification_channels: [] }),
    ),
    told: "nobody hears of the dead letters of format",
  },
  {
    mistake: "an alarm looks at a service that is not there",
    plant: (planned) =>
      changed(
        ({ address }) => address === "google_monitoring_slo.answers",
        (values) => JSON.parse(JSON.stringify(values).replaceAll("kcs-api", "kcs-web")) as Values,
      )(planned),
    told: "google_monitoring_slo.answers looks at the service kcs-web, which is not there",
  },
  {
    mistake: "a query has no index",
    plant: without(({ address }) =>
      address.startsWith('google_firestore_index.queries["deliveries COLLECTION by.status'),
    ),
    told: "there is no index deliveries COLLECTION by.status ASCENDING by.requestedAt DESCENDING id DESCENDING",
  },
  {
    mistake: "an index has no query any more",
    plant: added("google_firestore_index.old", {
      collection: "cats",
      query_scope: "COLLECTION",
      fields: [{ field_path: "legs", order: "ASCENDING" }],
    }),
    told: "no query needs the index cats COLLECTION legs ASCENDING",
  },
  {
    mistake: "a role is not on the list",
    plant: added("google_project_iam_member.generous", {
      role: "roles/editor",
      member: "serviceAccount:kcs-format@x",
      project: "p",
    }),
    told: "serviceAccount:kcs-format@x gets roles/editor",
  },
  {
    mistake: "a stranger gets a role",
    plant: added("google_storage_bucket_iam_member.friend", {
      role: "roles/storage.objectViewer",
      member: someone,
      bucket: "b",
    }),
    told: `${someone} gets roles/storage.objectViewer`,
  },
  {
    mistake: "a grant replaces all others",
    plant: added("google_project_iam_binding.mine", { role: "roles/viewer", members: [someone] }),
    told: "google_project_iam_binding.mine has no place here",
  },
  {
    mistake: "a secret passes through Terraform",
    plant: added("google_secret_manager_secret_version.token", { secret_data: "x" }),
    told: "google_secret_manager_secret_version.token has no place here",
  },
  {
    mistake: "everybody may call an inner step",
    plant: added("google_cloud_run_v2_service_iam_member.open", {
      role: "roles/run.invoker",
      member: "allUsers",
      name: "kcs-deliver",
    }),
    told: "allUsers has roles/run.invoker on kcs-deliver",
  },
  {
    mistake: "an inner step can be reached from outside",
    plant: changed(named(service, "kcs-deliver"), () => ({ ingress: "INGRESS_TRAFFIC_ALL" })),
    told: "kcs-deliver can be reached from outside",
  },
  {
    mistake: "a step works as the default identity",
    plant: changed(named(service, "kcs-deliver"), block("template", { service_account: null })),
    told: "kcs-deliver works as the default identity",
  },
  {
    mistake: "two steps are one identity",
    plant: (planned) => {
      const format = planned.resources.find(named(service, "kcs-format"))?.values["template"] as readonly Values[];
      return changed(
        named(service, "kcs-deliver"),
        block("template", { service_account: format[0]?.["service_account"] }),
      )(planned);
    },
    told: "are one identity",
  },
  {
    mistake: "a bucket could be made public",
    plant: changed(named("google_storage_bucket", "my-kindle-content-kcs-content"), () => ({
      public_access_prevention: "inherited",
    })),
    told: "my-kindle-content-kcs-content could be made public",
  },
  {
    mistake: "a bucket forgets at once",
    plant: changed(named("google_storage_bucket", "my-kindle-content-kcs-content"), () => ({ soft_delete_policy: [] })),
    told: "my-kindle-content-kcs-content forgets at once",
  },
  {
    mistake: "a topic keeps nothing",
    plant: changed(named("google_pubsub_topic", "kcs-book-ingested"), () => ({ message_retention_duration: null })),
    told: "kcs-book-ingested keeps messages for less than a week",
  },
  {
    mistake: "a step lacks a key that its code asks for",
    plant: without(
      ({ address }) => address === 'module.deliver.google_secret_manager_secret_iam_member.reads_key["delivery"]',
    ),
    told: "deliver asks for the key delivery, and lacks roles/secretmanager.secretAccessor",
  },
  {
    mistake: "a step may not write what its code writes",
    plant: changed(
      ({ address }) => address === "module.deliver.google_project_iam_member.database[0]",
      () => ({ role: "roles/datastore.viewer" }),
    ),
    told: 'steps.tf: deliver needs database = "write", and has "read"',
  },
  {
    mistake: "something else runs than was built",
    plant: changed(named(service, "kcs-format"), block("build_config", { image_uri: "elsewhere/image:latest" })),
    told: "is elsewhere/image:latest",
  },
  {
    mistake: "some of the traffic goes nowhere",
    plant: changed(named(service, "kcs-format"), () => ({ traffic: [{ percent: 90 }] })),
    told: "kcs-format divides 90 % among 1",
  },
  {
    mistake: "something is abandoned instead of destroyed",
    plant: changed(
      ({ type }) => type === "google_firestore_database",
      () => ({ deletion_policy: "ABANDON" }),
    ),
    told: "google_firestore_database.this is abandoned",
  },
];
