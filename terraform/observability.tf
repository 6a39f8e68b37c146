# What is watched: metrics from the log lines that every step writes, objectives with alarms on how fast their error
# budgets burn, and one page with all of it.

resource "google_monitoring_notification_channel" "mail" {
  for_each     = toset(var.alert_emails)
  display_name = "Kindle Content Server: ${each.value}"
  type         = "email"
  labels       = { email_address = each.value }
  # Whoever removes an address wants the alarms that used it to go on.
  force_delete = true
  depends_on   = [google_project_service.apis]
}

locals {
  log_lines = "resource.type=\"cloud_run_revision\" resource.labels.service_name=~\"^${var.prefix}-\""
  api       = "resource.type = \"cloud_run_revision\" AND resource.label.service_name = \"${var.prefix}-api\""
  counted   = "resource.type = \"cloud_run_revision\" AND metric.type = \"logging.googleapis.com/user/${google_logging_metric.events.name}\""

  # Lines as `shared/adapters/google/cloud-log.ts` writes them. test/terraform/log-filters.test.ts holds real ones against this.
  log_metrics = {
    steps-threw = { filter = "jsonPayload.metadata.event=\"step.threw\"", description = "Attempts that failed and are made again, by step." }
    rejected    = { filter = "jsonPayload.metadata.event=\"event.rejected\" jsonPayload.metadata.code:*", description = "What no retry can repair, by step." }
    not-ticked  = { filter = "jsonPayload.metadata.event=\"schedule.failed\"", description = "Ticks of the clock that failed." }
  }
}

resource "google_logging_metric" "events" {
  name        = "${var.prefix}-events"
  description = "Everything that has happened, by event: `project` keeps each once."
  filter      = "${local.log_lines} jsonPayload.metadata.step=\"project\" jsonPayload.metadata.durationMs:* severity=INFO"
  label_extractors = {
    event = "EXTRACT(jsonPayload.metadata.event)"
  }
  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    labels {
      key         = "event"
      value_type  = "STRING"
      description = "Its name, such as book.ingested."
    }
  }
  depends_on = [google_project_service.apis]
}

resource "google_logging_metric" "lines" {
  for_each    = local.log_metrics
  name        = "${var.prefix}-${each.key}"
  description = each.value.description
  filter      = "${local.log_lines} ${each.value.filter}"
  label_extractors = {
    step = "EXTRACT(jsonPayload.metadata.step)"
  }
  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    labels {
      key         = "step"
      value_type  = "STRING"
      description = "The step that says so."
    }
  }
  depends_on = [google_project_service.apis]
}

resource "google_logging_metric" "durations" {
  name            = "${var.prefix}-durations"
  description     = "How long a step took for an event, in milliseconds."
  filter          = "${local.log_lines} jsonPayload.metadata.durationMs:*"
  value_extractor = "EXTRACT(jsonPayload.metadata.durationMs)"
  label_extractors = {
    step = "EXTRACT(jsonPayload.metadata.step)"
  }
  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "DISTRIBUTION"
    unit        = "ms"
    labels {
      key         = "step"
      value_type  = "STRING"
      description = "The step."
    }
  }
  bucket_options {
    exponential_buckets {
      num_finite_buckets = 24
      growth_factor      = 1.8
      scale              = 1
    }
  }
  depends_on = [google_project_service.apis]
}

resource "google_monitoring_custom_service" "this" {
  service_id   = var.prefix
  display_name = "Kindle Content Server"
  depends_on   = [google_project_service.apis]
}

resource "google_monitoring_slo" "answers" {
  service             = google_monitoring_custom_service.this.service_id
  slo_id              = "${var.prefix}-answers"
  display_name        = "The API and the page answer without an error of ours"
  goal                = 0.995
  rolling_period_days = 28
  request_based_sli {
    good_total_ratio {
      total_service_filter = "${local.api} AND metric.type = \"run.googleapis.com/request_count\""
      bad_service_filter   = "${local.api} AND metric.type = \"run.googleapis.com/request_count\" AND metric.label.response_code_class = \"5xx\""
    }
  }
}

resource "google_monitoring_slo" "answers_soon" {
  service             = google_monitoring_custom_service.this.service_id
  slo_id              = "${var.prefix}-answers-soon"
  display_name        = "The API and the page answer within two seconds, cold starts included"
  goal                = 0.95
  rolling_period_days = 28
  request_based_sli {
    distribution_cut {
      distribution_filter = "${local.api} AND metric.type = \"run.googleapis.com/request_latencies\""
      range { max = 2000 }
    }
  }
}

resource "google_monitoring_slo" "delivers" {
  service             = google_monitoring_custom_service.this.service_id
  slo_id              = "${var.prefix}-delivers"
  display_name        = "Deliveries are sent, and neither fail nor are parked"
  goal                = 0.99
  rolling_period_days = 28
  request_based_sli {
    good_total_ratio {
      good_service_filter = "${local.counted} AND metric.label.event = \"delivery.sent\""
      bad_service_filter  = "${local.counted} AND metric.label.event = one_of(\"delivery.failed\", \"delivery.parked\")"
    }
  }
}

locals {
  objectives = {
    answers      = google_monitoring_slo.answers
    answers-soon = google_monitoring_slo.answers_soon
    delivers     = google_monitoring_slo.delivers
  }
  # How fast the budget burns over a long window, and still does over a short one: an alarm that comes soon, and ends soon
  # (https://sre.google/workbook/alerting-on-slos/, section 6).
  burns = {
    fast = { severity = "CRITICAL", factor = 14.4, long_s = 3600, short_s = 300 } # 2 % of 28 days in an hour
    slow = { severity = "ERROR", factor = 6, long_s = 21600, short_s = 1800 }     # 5 % in six hours
    leak = { severity = "WARNING", factor = 2, long_s = 86400, short_s = 7200 }   # 7 % in a day: alarms look back no further
  }
  burn_alerts = merge([for objective, slo in local.objectives : {
    for burn, windows in local.burns : "${objective}-${burn}" => merge(windows, { slo = slo, burn = burn })
  }]...)
}

resource "google_monitoring_alert_policy" "burns" {
  for_each              = length(var.alert_emails) == 0 ? {} : local.burn_alerts
  display_name          = "${var.prefix}: ${each.key}: ${each.value.slo.display_name}"
  combiner              = "AND"
  severity              = each.value.severity
  notification_channels = local.installation.channels

  dynamic "conditions" {
    for_each = [each.value.long_s, each.value.short_s]
    content {
      display_name = "the error budget burns ${each.value.factor} times too fast over ${conditions.value} s"
      condition_threshold {
        filter          = "select_slo_burn_rate(\"${each.value.slo.name}\", \"${conditions.value}s\")"
        comparison      = "COMPARISON_GT"
        threshold_value = each.value.factor
        duration        = "0s"
      }
    }
  }
  documentation {
    mime_type = "text/markdown"
    content   = "What went wrong stands in the log: `${local.log_lines} severity>=WARNING`. Going back to the revisions before: apply with `rollout = { percent = 0, stable = … }` (README, Deploy)."
  }
  alert_strategy { auto_close = "86400s" }
}

resource "google_monitoring_alert_policy" "clock" {
  count                 = length(var.alert_emails) == 0 ? 0 : 1
  display_name          = "${var.prefix}: the clock stands still"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = local.installation.channels
  conditions {
    display_name = "poll has not answered for ten minutes"
    condition_absent {
      filter   = "resource.type = \"cloud_run_revision\" AND resource.label.service_name = \"${module.poll.service}\" AND metric.type = \"run.googleapis.com/request_count\" AND metric.label.response_code_class = \"2xx\""
      duration = "600s"
      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }
  documentation {
    mime_type = "text/markdown"
    content   = "Deliveries that wait for another attempt wait on, and no feed is fetched. Look at the Scheduler job `${module.poll.service}` and at the log of the function."
  }
  alert_strategy { auto_close = "86400s" }
}

resource "google_monitoring_alert_policy" "journal" {
  count                 = length(var.alert_emails) == 0 ? 0 : 1
  display_name          = "${var.prefix}: the journal is not what it was"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = local.installation.channels
  conditions {
    display_name = "housekeep found a seal that does not fit"
    condition_matched_log {
      filter = "${local.log_lines} jsonPayload.metadata.event=\"journal.seal-broken\""
    }
  }
  documentation {
    mime_type = "text/markdown"
    content   = "What had happened, and was sealed, has been changed or removed in Firestore, which no step does. Nothing more is sealed until a person has looked: compare the events of that account with one of the daily backups from before."
  }
  alert_strategy {
    auto_close = "604800s"
    notification_rate_limit { period = "86400s" }
  }
}

resource "google_billing_budget" "this" {
  count           = var.budget == null ? 0 : 1
  billing_account = var.budget.billing_account
  display_name    = "Kindle Content Server in ${var.project}"
  budget_filter {
    projects = ["projects/${data.google_project.this.number}"]
  }
  amount {
    specified_amount {
      units = tostring(floor(var.budget.amount))
    }
  }
  dynamic "threshold_rules" {
    for_each = [0.5, 0.9, 1]
    content {
      threshold_percent = threshold_rules.value
    }
  }
  threshold_rules {
    threshold_percent = 1
    spend_basis       = "FORECASTED_SPEND"
  }
  all_updates_rule {
    monitoring_notification_channels = local.installation.channels
  }
}
