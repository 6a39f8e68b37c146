output "uri" {
  description = "Where it is called."
  value       = google_cloud_run_v2_service.step.uri
}

output "service" {
  description = "The name of its Cloud Run service."
  value       = google_cloud_run_v2_service.step.name
}

output "revision" {
  description = "The revision that this configuration makes."
  value       = local.revision
}

output "serving" {
  description = "The revision to go back to: this one once it has all of the traffic, else the one before."
  value       = var.rollout.percent >= 100 ? local.revision : local.stable
}

output "dead_letters" {
  description = "What other steps need to have their dead letters recorded by this one."
  value = {
    uri      = google_cloud_run_v2_service.step.uri
    audience = local.audience
    caller   = google_service_account.caller.email
    topic    = google_pubsub_topic.dead.id
  }
}
