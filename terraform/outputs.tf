output "address" {
  description = "The page, and the API."
  value       = var.edge == null ? module.api.uri : "https://${var.edge.domain}"
}

output "edge_address" {
  description = "What the domain's A record has to name, where there is a load balancer."
  value       = one(google_compute_global_address.edge[*].address)
}

output "serving" {
  description = "By step: the revision to go back to. Hand it to the next deployment as rollout.stable."
  value       = { for name, step in local.steps : name => step.serving }
}

output "revisions" {
  description = "By step: the revision that this configuration makes."
  value       = { for name, step in local.steps : name => step.revision }
}

output "owner_token" {
  description = "The secret that holds the owner's bearer token."
  value       = google_secret_manager_secret.others["owner-token"].secret_id
}

output "uploads" {
  description = "The bucket to drop files into."
  value       = google_storage_bucket.uploads.name
}
