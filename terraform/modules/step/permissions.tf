# Only what the step needs. test/terraform/allowed-roles.ts lists every role that may be granted at all.

locals {
  member       = "serviceAccount:${google_service_account.step.email}"
  has_database = var.database != "none"
  has_content  = var.content != "none"
}

# As which Pub/Sub and Scheduler call the step. It may do nothing else, so that a token of its opens nothing else.
resource "google_service_account" "caller" {
  account_id   = "${local.service}-call"
  display_name = "Kindle Content Server: calls ${var.name}"
  description  = "As which Pub/Sub and Scheduler call the step ${var.name}."
}

# roles/run.invoker: the caller may call this service. The service checks the same token once more in its own code.
resource "google_cloud_run_v2_service_iam_member" "caller" {
  location = var.installation.region
  name     = google_cloud_run_v2_service.step.name
  role     = "roles/run.invoker"
  member   = "serviceAccount:${google_service_account.caller.email}"
}

# roles/run.invoker for everybody: readers, mail programs, webhooks and hubs have no Google account. Every request is
# authenticated by the step itself.
resource "google_cloud_run_v2_service_iam_member" "everybody" {
  count    = var.public ? 1 : 0
  location = var.installation.region
  name     = google_cloud_run_v2_service.step.name
  role     = "roles/run.invoker"
  member   = "allUsers"
}

# roles/iam.serviceAccountTokenCreator: Pub/Sub signs its pushes as the caller.
resource "google_service_account_iam_member" "pubsub_signs" {
  service_account_id = google_service_account.caller.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.pubsub_agent
}

# roles/pubsub.publisher: the step announces what has happened, on the topics of its own events and no others.
resource "google_pubsub_topic_iam_member" "publishes" {
  for_each = var.publishes
  topic    = each.value
  role     = "roles/pubsub.publisher"
  member   = local.member
}

# roles/pubsub.publisher: Pub/Sub forwards to the dead-letter topic what has failed too often.
resource "google_pubsub_topic_iam_member" "forwards" {
  topic  = google_pubsub_topic.dead.id
  role   = "roles/pubsub.publisher"
  member = local.pubsub_agent
}

# roles/pubsub.subscriber: Pub/Sub acknowledges what it has forwarded, on the subscription that it was taken from.
resource "google_pubsub_subscription_iam_member" "forwards" {
  for_each     = google_pubsub_subscription.events
  subscription = each.value.id
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}
# roles/pubsub.subscriber: the same for what even the dead-letter step cannot take.
resource "google_pubsub_subscription_iam_member" "forwards_dead" {
  for_each     = { for subscription in google_pubsub_subscription.dead : "dead" => subscription.id }
  subscription = each.value
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}

# roles/datastore.user: the step writes read models, the journal or the ledger. roles/datastore.viewer: it only reads
# them. Firestore grants per project; the condition keeps it to our database.
resource "google_project_iam_member" "database" {
  count   = local.has_database ? 1 : 0
  project = var.installation.project
  role    = var.database == "write" ? "roles/datastore.user" : "roles/datastore.viewer"
  member  = local.member
  condition {
    title      = "only the database ${var.installation.database}"
    expression = "resource.name == \"projects/${var.installation.project}/databases/${var.installation.database}\""
  }
}

# roles/storage.objectUser: the step puts, reads and removes content. roles/storage.objectViewer: it only reads it.
resource "google_storage_bucket_iam_member" "content" {
  count  = local.has_content ? 1 : 0
  bucket = var.installation.content_bucket
  role   = var.content == "write" ? "roles/storage.objectUser" : "roles/storage.objectViewer"
  member = local.member
}

# roles/storage.objectUser: the step takes uploads out of their bucket once it has them.
resource "google_storage_bucket_iam_member" "uploads" {
  count  = var.reads_uploads_from == null ? 0 : 1
  bucket = var.reads_uploads_from
  role   = "roles/storage.objectUser"
  member = local.member
}

# roles/storage.objectCreator: whoever has an address that the step has signed may put one new file there.
resource "google_storage_bucket_iam_member" "signed_uploads" {
  count  = var.signs_uploads_to == null ? 0 : 1
  bucket = var.signs_uploads_to
  role   = "roles/storage.objectCreator"
  member = local.member
}

# roles/iam.serviceAccountTokenCreator, on itself alone: without a key file, signing an address is a call of IAM.
resource "google_service_account_iam_member" "signs_as_itself" {
  count              = var.signs_uploads_to == null ? 0 : 1
  service_account_id = google_service_account.step.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.member
}

# roles/secretmanager.secretAccessor: the step reads keys of this installation,
resource "google_secret_manager_secret_iam_member" "reads_key" {
  for_each  = var.keys
  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = local.member
}
# roles/secretmanager.secretVersionAdder: and makes a key that is not there yet.
resource "google_secret_manager_secret_iam_member" "makes_key" {
  for_each  = var.keys
  secret_id = each.value
  role      = "roles/secretmanager.secretVersionAdder"
  member    = local.member
}

# roles/secretmanager.secretAccessor: the step reads another provider's key, which its owner may replace.
resource "google_secret_manager_secret_iam_member" "reads_secret" {
  for_each  = var.secrets
  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = local.member
}
# roles/secretmanager.secretAccessor: Cloud Run hands the secret to the step as an environment variable.
resource "google_secret_manager_secret_iam_member" "reads_setting" {
  for_each  = var.secret_settings
  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = local.member
}

# roles/telemetry.tracesWriter: the step sends its traces.
resource "google_project_iam_member" "traces" {
  count   = var.installation.traces ? 1 : 0
  project = var.installation.project
  role    = "roles/telemetry.tracesWriter"
  member  = local.member
}
