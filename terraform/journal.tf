# Every event also goes to a bucket, by name and day, without any code of ours: what is left when the database is lost,
# and what other programs may read.

resource "google_pubsub_subscription" "journal" {
  for_each                   = google_pubsub_topic.events
  name                       = "${var.prefix}-journal-${replace(each.key, ".", "-")}"
  topic                      = each.value.id
  ack_deadline_seconds       = 300
  message_retention_duration = "604800s"
  expiration_policy { ttl = "" }

  cloud_storage_config {
    bucket                   = google_storage_bucket.journal.name
    filename_prefix          = "${each.key}/"
    filename_datetime_format = "YYYY/MM/DD/hh_mm_ssZ"
    filename_suffix          = ".jsonl"
    max_duration             = "300s"
    max_bytes                = 100000000
  }
  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }
  dead_letter_policy {
    dead_letter_topic     = module.dead_letter.dead_letters.topic
    max_delivery_attempts = 100
  }
  depends_on = [google_storage_bucket_iam_member.journal_writes, google_storage_bucket_iam_member.journal_looks]
}

locals {
  pubsub_agent = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}

# roles/storage.objectCreator: Pub/Sub puts files there, and cannot change or remove what lies there.
resource "google_storage_bucket_iam_member" "journal_writes" {
  bucket = google_storage_bucket.journal.name
  role   = "roles/storage.objectCreator"
  member = local.pubsub_agent
}

# roles/storage.legacyBucketReader: Pub/Sub asks first whether the bucket is there.
resource "google_storage_bucket_iam_member" "journal_looks" {
  bucket = google_storage_bucket.journal.name
  role   = "roles/storage.legacyBucketReader"
  member = local.pubsub_agent
}

# roles/pubsub.subscriber: Pub/Sub acknowledges what it has forwarded to the dead-letter topic.
resource "google_pubsub_subscription_iam_member" "journal_forwards" {
  for_each     = google_pubsub_subscription.journal
  subscription = each.value.id
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}
