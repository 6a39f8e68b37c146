# One step, whole: its function with an identity of its own, what wakes it, where its dead letters go, whom it alarms.

locals {
  service = "${var.installation.prefix}-${var.name}"
  # Tokens for this step name it, and no address: the service can then know its own audience before it has an address.
  audience = local.service
  # `format-3fa9c2d1.zip`: the name changes with the content, and with nothing else.
  bundle_name = basename(coalesce(var.bundle, "none.zip"))
  bundle_tag  = trimsuffix(local.bundle_name, ".zip")
  image       = "${var.installation.image_repository}/${local.service}:${local.bundle_tag}"

  environment = merge(var.installation.settings, var.settings, {
    PUSH_AUDIENCE = local.audience
    PUSH_CALLER   = google_service_account.caller.email
  })

  # A revision is named after all that makes it, so that an unchanged step stays as it is, and a rollback finds its aim.
  revision = "${local.service}-${substr(sha256(jsonencode([
    local.bundle_name, var.installation.base_image, merge(var.installation.settings, var.settings), var.secret_settings, var.limits,
  ])), 0, 10)}"
  stable     = coalesce(var.rollout.stable, local.revision)
  is_divided = local.stable != local.revision
}

resource "google_service_account" "step" {
  account_id   = local.service
  display_name = "Kindle Content Server: ${var.name}"
  description  = "As which the step ${var.name} works."
}

resource "google_storage_bucket_object" "bundle" {
  bucket = var.installation.source_bucket
  name   = local.bundle_name
  source = var.bundle
}

resource "google_cloud_run_v2_service" "step" {
  name                = local.service
  location            = var.installation.region
  deletion_protection = var.installation.deletion_protection
  # Pub/Sub, Scheduler and the load balancer count as internal: only what is public, and has no load balancer, is open.
  ingress          = !var.public ? "INGRESS_TRAFFIC_INTERNAL_ONLY" : var.behind_load_balancer ? "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER" : "INGRESS_TRAFFIC_ALL"
  custom_audiences = [local.audience]
  labels           = { app = var.installation.prefix, step = var.name }

  build_config {
    source_location          = "gs://${google_storage_bucket_object.bundle.bucket}/${google_storage_bucket_object.bundle.name}"
    function_target          = var.name
    image_uri                = local.image
    base_image               = var.installation.base_image
    enable_automatic_updates = true
    service_account          = var.installation.build_account
  }

  template {
    revision                         = local.revision
    service_account                  = google_service_account.step.email
    timeout                          = "${var.limits.timeout_s}s"
    max_instance_request_concurrency = var.limits.concurrency
    scaling {
      min_instance_count = var.limits.instances_min
      max_instance_count = var.limits.instances_max
    }
    containers {
      image          = local.image
      base_image_uri = var.installation.base_image
      resources {
        limits            = { cpu = var.limits.cpu, memory = "${var.limits.memory_mb}Mi" }
        cpu_idle          = true
        startup_cpu_boost = true
      }
      dynamic "env" {
        for_each = local.environment
        content {
          name  = env.key
          value = env.value
        }
      }
      dynamic "env" {
        for_each = var.secret_settings
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = env.value
              version = "latest"
            }
          }
        }
      }
    }
  }

  # The newest revision, all of it or its share.
  traffic {
    type    = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    percent = local.is_divided ? var.rollout.percent : 100
    tag     = "newest"
  }
  # The one that was good before: the rest, and at 100 % nothing, kept for going back at once.
  dynamic "traffic" {
    for_each = local.is_divided ? [local.stable] : []
    content {
      type     = "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION"
      revision = traffic.value
      percent  = 100 - var.rollout.percent
      tag      = "stable"
    }
  }

  depends_on = [google_secret_manager_secret_iam_member.reads_setting]
}
