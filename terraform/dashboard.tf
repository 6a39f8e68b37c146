# One page: what comes in and goes out, how long it takes, what fails, what waits.

locals {
  ours    = "resource.type = \"cloud_run_revision\" AND resource.label.service_name = starts_with(\"${var.prefix}-\")"
  waiting = "resource.type = \"pubsub_subscription\" AND resource.label.subscription_id = starts_with(\"${var.prefix}-\")"

  charts = [
    { title = "What happens, by event", filter = local.counted, aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = "metric.label.event" },
    { title = "Deliveries sent, failed and parked", filter = "${local.counted} AND metric.label.event = one_of(\"delivery.sent\", \"delivery.failed\", \"delivery.parked\")", aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = "metric.label.event" },
    { title = "How long a step takes, 99th percentile, ms", filter = "resource.type = \"cloud_run_revision\" AND metric.type = \"logging.googleapis.com/user/${google_logging_metric.durations.name}\"", aligner = "ALIGN_PERCENTILE_99", reducer = "REDUCE_MAX", by = "metric.label.step" },
    { title = "Attempts that failed, by step", filter = "resource.type = \"cloud_run_revision\" AND metric.type = \"logging.googleapis.com/user/${google_logging_metric.lines["steps-threw"].name}\"", aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = "metric.label.step" },
    { title = "What waits longest, by subscription, s", filter = "${local.waiting} AND metric.type = \"pubsub.googleapis.com/subscription/oldest_unacked_message_age\"", aligner = "ALIGN_MAX", reducer = "REDUCE_MAX", by = "resource.label.subscription_id" },
    { title = "How much waits, by subscription", filter = "${local.waiting} AND metric.type = \"pubsub.googleapis.com/subscription/num_undelivered_messages\"", aligner = "ALIGN_MAX", reducer = "REDUCE_MAX", by = "resource.label.subscription_id" },
    { title = "Dead letters, by step", filter = "resource.type = \"pubsub_topic\" AND resource.label.topic_id = ends_with(\"-dead\") AND metric.type = \"pubsub.googleapis.com/topic/send_message_operation_count\"", aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = "resource.label.topic_id" },
    { title = "Requests, by step and answer", filter = "${local.ours} AND metric.type = \"run.googleapis.com/request_count\"", aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", by = "metric.label.response_code_class" },
    { title = "Instances, by step", filter = "${local.ours} AND metric.type = \"run.googleapis.com/container/instance_count\"", aligner = "ALIGN_MAX", reducer = "REDUCE_SUM", by = "resource.label.service_name" },
    { title = "Memory, 99th percentile, by step", filter = "${local.ours} AND metric.type = \"run.googleapis.com/container/memory/utilizations\"", aligner = "ALIGN_PERCENTILE_99", reducer = "REDUCE_MAX", by = "resource.label.service_name" },
    { title = "Documents read and written a minute", filter = "resource.type = \"firestore.googleapis.com/Database\" AND metric.type = one_of(\"firestore.googleapis.com/document/read_ops_count\", \"firestore.googleapis.com/document/write_ops_count\")", aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = "metric.type" },
    { title = "Revisions that answer, by step", filter = "${local.ours} AND metric.type = \"run.googleapis.com/request_count\"", aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", by = "resource.label.revision_name" },
  ]
}

resource "google_monitoring_dashboard" "this" {
  dashboard_json = jsonencode({
    displayName = "Kindle Content Server (${var.prefix})"
    mosaicLayout = {
      columns = 48
      tiles = [for place, chart in local.charts : {
        xPos   = 24 * (place % 2)
        yPos   = 14 * floor(place / 2)
        width  = 24
        height = 14
        widget = {
          title = chart.title
          xyChart = {
            dataSets = [{
              plotType = "LINE"
              timeSeriesQuery = {
                timeSeriesFilter = {
                  filter = chart.filter
                  aggregation = {
                    alignmentPeriod    = "60s"
                    perSeriesAligner   = chart.aligner
                    crossSeriesReducer = chart.reducer
                    groupByFields      = [chart.by]
                  }
                }
              }
            }]
          }
        }
      }]
    }
  })
  depends_on = [google_project_service.apis]
}
