# Everything that is kept as files. Nothing is ever public: readers get content through the API, uploads go to addresses
# that it has signed.

locals {
  day_s = 86400
  # What is removed can be had back for as long, and is billed for as long: a trial leaves nothing.
  undelete_s = { for bucket, days in {
    content = 30 # books and documents, by the hash of their content
    uploads = 7  # what is dropped, until `ingest` has taken it
    journal = 30 # every event, by name and date
  } : bucket => var.force_destroy ? 0 : days * local.day_s }
}

resource "google_storage_bucket" "content" {
  name                        = "${var.project}-${var.prefix}-content"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = var.force_destroy
  labels                      = { app = var.prefix }
  soft_delete_policy {
    retention_duration_seconds = local.undelete_s.content
  }
  # What a process that died left under a name for the time being (shared/adapters/google/gcs-blobs.ts).
  lifecycle_rule {
    condition {
      age            = 1
      matches_prefix = [".arriving/"]
    }
    action { type = "Delete" }
  }
  lifecycle_rule {
    condition { age = 1 }
    action { type = "AbortIncompleteMultipartUpload" }
  }
  # Read in the week in which it was sent, and hardly ever again.
  lifecycle_rule {
    condition {
      age                   = 90
      matches_storage_class = ["STANDARD"]
    }
    action {
      type          = "SetStorageClass"
      storage_class = "NEARLINE"
    }
  }
}

resource "google_storage_bucket" "uploads" {
  name                        = "${var.project}-${var.prefix}-uploads"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = var.force_destroy
  labels                      = { app = var.prefix }
  soft_delete_policy {
    retention_duration_seconds = local.undelete_s.uploads
  }
  lifecycle_rule {
    condition { age = 7 }
    action { type = "Delete" }
  }
  lifecycle_rule {
    condition { age = 1 }
    action { type = "AbortIncompleteMultipartUpload" }
  }
  dynamic "cors" {
    for_each = length(var.upload_origins) == 0 ? [] : [var.upload_origins]
    content {
      origin          = cors.value
      method          = ["PUT"]
      response_header = ["Content-Type", "x-goog-content-length-range", "x-goog-if-generation-match"]
      max_age_seconds = 3600
    }
  }
}

# upload   published by: Cloud Storage   subscribed to by: ingest
resource "google_pubsub_topic" "uploads" {
  name                       = "${var.prefix}-uploads"
  labels                     = { app = var.prefix }
  message_retention_duration = "604800s"
  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }
  depends_on = [google_project_service.apis]
}

# Asking for it makes it, where it is not there yet.
data "google_storage_project_service_account" "this" {
  project = var.project
}

# roles/pubsub.publisher: Cloud Storage itself tells of each upload.
resource "google_pubsub_topic_iam_member" "uploads" {
  topic  = google_pubsub_topic.uploads.name
  role   = "roles/pubsub.publisher"
  member = "serviceAccount:${data.google_storage_project_service_account.this.email_address}"
}

resource "google_storage_notification" "uploads" {
  bucket         = google_storage_bucket.uploads.name
  topic          = google_pubsub_topic.uploads.id
  payload_format = "JSON_API_V1"
  event_types    = ["OBJECT_FINALIZE"]
  depends_on     = [google_pubsub_topic_iam_member.uploads]
}

resource "google_storage_bucket" "journal" {
  name                        = "${var.project}-${var.prefix}-journal"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = var.force_destroy
  labels                      = { app = var.prefix }
  soft_delete_policy {
    retention_duration_seconds = local.undelete_s.journal
  }
  # Written once, read after a catastrophe.
  dynamic "lifecycle_rule" {
    for_each = { NEARLINE = 30, COLDLINE = 90, ARCHIVE = 365 }
    content {
      condition { age = lifecycle_rule.value }
      action {
        type          = "SetStorageClass"
        storage_class = lifecycle_rule.key
      }
    }
  }
  # Ten years, as long as accounts are kept.
  lifecycle_rule {
    condition { age = 3650 }
    action { type = "Delete" }
  }
}

resource "google_storage_bucket" "sources" {
  name                        = "${var.project}-${var.prefix}-sources"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true # nothing in it that a build does not make again
  labels                      = { app = var.prefix }
  soft_delete_policy {
    retention_duration_seconds = 0
  }
  lifecycle_rule {
    condition { age = 1 }
    action { type = "AbortIncompleteMultipartUpload" }
  }
}
