data "google_project" "this" {
  project_id = var.project
}

locals {
  apis = [
    "artifactregistry.googleapis.com",     # images of the functions
    "billingbudgets.googleapis.com",       # the budget's alarm
    "cloudbuild.googleapis.com",           # builds the functions
    "cloudresourcemanager.googleapis.com", # grants
    "cloudscheduler.googleapis.com",       # the clock
    "cloudtrace.googleapis.com",           # traces, which arrive
    "telemetry.googleapis.com",            # by OpenTelemetry's protocol
    "compute.googleapis.com",              # the load balancer
    "firestore.googleapis.com",            # read models, journal, ledger
    "iam.googleapis.com",                  # identities
    "iamcredentials.googleapis.com",       # signed addresses for uploads
    "logging.googleapis.com",              # logs
    "monitoring.googleapis.com",           # alarms
    "pubsub.googleapis.com",               # events
    "run.googleapis.com",                  # functions
    "secretmanager.googleapis.com",        # keys
    "storage.googleapis.com",              # content
  ]

  # What all steps have in common.
  installation = {
    project             = var.project
    project_number      = data.google_project.this.number
    region              = var.region
    prefix              = var.prefix
    base_image          = "${var.region}-docker.pkg.dev/serverless-runtimes/google-24/runtimes/nodejs24"
    image_repository    = "${var.region}-docker.pkg.dev/${var.project}/${google_artifact_registry_repository.images.repository_id}"
    build_account       = google_service_account.build.name
    source_bucket       = google_storage_bucket.sources.name
    content_bucket      = google_storage_bucket.content.name
    database            = google_firestore_database.this.name
    deletion_protection = var.deletion_protection
    traces              = var.traces
    channels            = [for channel in google_monitoring_notification_channel.mail : channel.id]
    settings = merge({
      GOOGLE_CLOUD_PROJECT = var.project
      BUCKET               = google_storage_bucket.content.name
      TOPIC_PREFIX         = var.prefix
      FIRESTORE_DATABASE   = google_firestore_database.this.name
      NODE_ENV             = "production" # the framework then keeps errors to itself
    }, var.traces ? { OTEL_EXPORTER_OTLP_ENDPOINT = "https://telemetry.googleapis.com" } : {})
  }
}

resource "google_project_service" "apis" {
  for_each = toset(local.apis)
  service  = each.value
  # Others may use them.
  disable_on_destroy = false
}
