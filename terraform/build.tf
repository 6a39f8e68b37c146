# Where functions are built, and as whom.

resource "google_artifact_registry_repository" "images" {
  repository_id = "${var.prefix}-images"
  location      = var.region
  format        = "DOCKER"
  labels        = { app = var.prefix }
  # What a rollback may need stays; what nothing runs any more goes.
  cleanup_policies {
    id     = "keep-recent"
    action = "KEEP"
    most_recent_versions { keep_count = 10 }
  }
  cleanup_policies {
    id     = "remove-old"
    action = "DELETE"
    condition { older_than = "7776000s" } # 90 days
  }
  depends_on = [google_project_service.apis]
}

resource "google_service_account" "build" {
  account_id   = "${var.prefix}-build"
  display_name = "Kindle Content Server: builds functions"
  description  = "As which Cloud Build makes images of the bundles."
}

locals {
  build_member = "serviceAccount:${google_service_account.build.email}"
}

# roles/storage.objectViewer: it reads the bundles,
resource "google_storage_bucket_iam_member" "build_reads" {
  bucket = google_storage_bucket.sources.name
  role   = "roles/storage.objectViewer"
  member = local.build_member
}
# roles/artifactregistry.writer: puts images into our own repository,
resource "google_artifact_registry_repository_iam_member" "build_writes" {
  location   = var.region
  repository = google_artifact_registry_repository.images.name
  role       = "roles/artifactregistry.writer"
  member     = local.build_member
}
# roles/logging.logWriter: and writes the log of the build.
resource "google_project_iam_member" "build_logs" {
  project = var.project
  role    = "roles/logging.logWriter"
  member  = local.build_member
}

# As which cloudbuild.yaml deploys. It manages all of this, so it may nearly do what the project's owner may: give the
# right to start builds to nobody who is not trusted with that.
resource "google_service_account" "deploy" {
  count        = var.deploys_from_cloud_build ? 1 : 0
  account_id   = "${var.prefix}-deploy"
  display_name = "Kindle Content Server: deploys"
  description  = "As which cloudbuild.yaml applies this configuration."
}

resource "google_project_iam_member" "deploy" {
  for_each = var.deploys_from_cloud_build ? toset([
    "roles/artifactregistry.admin",          # the repository of images
    "roles/cloudbuild.builds.editor",        # builds of the functions
    "roles/cloudscheduler.admin",            # the clock
    "roles/compute.loadBalancerAdmin",       # the edge, where there is one
    "roles/compute.securityAdmin",           # its rules
    "roles/datastore.owner",                 # the database and its indexes
    "roles/iam.serviceAccountAdmin",         # identities of steps
    "roles/iam.serviceAccountUser",          # deploys functions that work as them
    "roles/logging.configWriter",            # metrics from logs
    "roles/logging.logWriter",               # the build's own log
    "roles/monitoring.editor",               # alarms, objectives, the dashboard, and the error rate of a canary
    "roles/pubsub.admin",                    # topics and subscriptions
    "roles/resourcemanager.projectIamAdmin", # grants
    "roles/run.admin",                       # functions
    "roles/secretmanager.admin",             # secrets, and the owner's token for the smoke test
    "roles/serviceusage.serviceUsageAdmin",  # APIs
    "roles/storage.admin",                   # buckets, bundles, the state
  ]) : toset([])
  project = var.project
  role    = each.value
  member  = "serviceAccount:${google_service_account.deploy[0].email}"
}
