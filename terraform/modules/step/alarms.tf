# Whom the step alarms: what failed for good, and a function that fails or falls behind. Alarms are billed by their
# conditions, so there are none where nobody would hear them.

locals {
  is_heard = length(var.installation.channels) > 0
  playbook = "Open `/api/dead-letters` or the page: each dead letter has its reason, and a button to try it again. The log of the step: `resource.labels.service_name=\"${local.service}\" severity>=WARNING`."
}

resource "google_monitoring_alert_policy" "dead_letters" {
  count                 = local.is_heard ? 1 : 0
  display_name          = "${local.service}: dead letters"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = var.installation.channels

  conditions {
    display_name = "an event has failed for good"
    condition_threshold {
      filter          = "resource.type = \"pubsub_topic\" AND resource.label.topic_id = \"${google_pubsub_topic.dead.name}\" AND metric.type = \"pubsub.googleapis.com/topic/send_message_operation_count\""
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"
      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }
  documentation {
    mime_type = "text/markdown"
    content   = local.playbook
  }
  alert_strategy { auto_close = "86400s" }
}

resource "google_monitoring_alert_policy" "errors" {
  count                 = local.is_heard ? 1 : 0
  display_name          = "${local.service}: errors"
  combiner              = "OR"
  severity              = "WARNING"
  notification_channels = var.installation.channels

  conditions {
    display_name = "it answers with server errors"
    condition_threshold {
      filter             = "resource.type = \"cloud_run_revision\" AND resource.label.service_name = \"${local.service}\" AND metric.type = \"run.googleapis.com/request_count\" AND metric.label.response_code_class = \"5xx\""
      denominator_filter = "resource.type = \"cloud_run_revision\" AND resource.label.service_name = \"${local.service}\" AND metric.type = \"run.googleapis.com/request_count\""
      comparison         = "COMPARISON_GT"
      threshold_value    = 0.1
      duration           = "600s"
      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_RATE"
        cross_series_reducer = "REDUCE_SUM"
      }
      denominator_aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_RATE"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }
  documentation {
    mime_type = "text/markdown"
    content   = local.playbook
  }
  alert_strategy { auto_close = "86400s" }
}

resource "google_monitoring_alert_policy" "backlog" {
  count                 = local.is_heard && length(var.consumes) > 0 ? 1 : 0
  display_name          = "${local.service}: falls behind"
  combiner              = "OR"
  severity              = "WARNING"
  notification_channels = var.installation.channels

  conditions {
    display_name = "an event waits for longer than fifteen minutes"
    condition_threshold {
      filter          = "resource.type = \"pubsub_subscription\" AND resource.label.subscription_id = starts_with(\"${local.service}-\") AND metric.type = \"pubsub.googleapis.com/subscription/oldest_unacked_message_age\""
      comparison      = "COMPARISON_GT"
      threshold_value = 900
      duration        = "300s"
      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_MAX"
        cross_series_reducer = "REDUCE_MAX"
      }
    }
  }
  documentation {
    mime_type = "text/markdown"
    content   = local.playbook
  }
  alert_strategy { auto_close = "86400s" }
}
