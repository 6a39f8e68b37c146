# What wakes the step: a push subscription of its own for each event, and its dead letters.

locals {
  # Google's own account that pushes and forwards for this project.
  pubsub_agent = "serviceAccount:service-${var.installation.project_number}@gcp-sa-pubsub.iam.gserviceaccount.com"
  retention    = "604800s" # 7 days: what a step that is down for a weekend finds waiting
}

resource "google_pubsub_subscription" "events" {
  for_each = var.consumes
  # The step's name comes first: the dead-letter step reads from it who has failed.
  name                       = "${local.service}-${replace(each.key, ".", "-")}"
  topic                      = each.value
  ack_deadline_seconds       = var.limits.timeout_s
  message_retention_duration = local.retention
  expiration_policy { ttl = "" } # never: a step that nothing wakes for a month is still subscribed

  push_config {
    push_endpoint = google_cloud_run_v2_service.step.uri
    oidc_token {
      service_account_email = google_service_account.caller.email
      audience              = local.audience
    }
  }
  retry_policy {
    minimum_backoff = "${var.limits.backoff_min_s}s"
    maximum_backoff = "${var.limits.backoff_max_s}s"
  }
  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead.id
    max_delivery_attempts = var.limits.attempts_max
  }
}

resource "google_pubsub_topic" "dead" {
  name                       = "${local.service}-dead"
  message_retention_duration = local.retention
}

# Dead letters of every step go to the step that records them.
resource "google_pubsub_subscription" "dead" {
  count                      = var.dead_letters == null ? 0 : 1
  name                       = "${local.service}-dead"
  topic                      = google_pubsub_topic.dead.id
  ack_deadline_seconds       = 60
  message_retention_duration = local.retention
  expiration_policy { ttl = "" }

  push_config {
    push_endpoint = var.dead_letters.uri
    oidc_token {
      service_account_email = var.dead_letters.caller
      audience              = var.dead_letters.audience
    }
  }
  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }
  dead_letter_policy {
    dead_letter_topic     = var.dead_letters.topic
    max_delivery_attempts = 100
  }
}

# What even that step cannot record waits here for a person: `gcloud pubsub subscriptions pull`.
resource "google_pubsub_subscription" "last_resort" {
  count                      = var.dead_letters == null ? 1 : 0
  name                       = "${local.service}-dead"
  topic                      = google_pubsub_topic.dead.id
  ack_deadline_seconds       = 60
  message_retention_duration = "2678400s" # 31 days, as long as Pub/Sub keeps anything
  expiration_policy { ttl = "" }
}

resource "google_cloud_scheduler_job" "tick" {
  count            = var.schedule == null ? 0 : 1
  name             = local.service
  description      = "Wakes the step ${var.name}."
  region           = var.installation.region
  schedule         = var.schedule
  time_zone        = "Etc/UTC"
  attempt_deadline = "${var.limits.timeout_s}s"

  http_target {
    uri         = google_cloud_run_v2_service.step.uri
    http_method = "POST"
    oidc_token {
      service_account_email = google_service_account.caller.email
      audience              = local.audience
    }
  }
  # The next tick finds whatever this one has left.
  retry_config {
    retry_count          = 1
    min_backoff_duration = "5s"
  }
}
