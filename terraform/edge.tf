# A domain in front of the public steps: a load balancer with a certificate of its own, Cloud Armor against floods, and a
# CDN for what the page says may be kept. Only where `edge` is set: it costs some 20 USD a month.

locals {
  # `/webhooks/` belongs to mail-events, and what hubs call to fetch, where they are public; all else to the page and API.
  edge_steps = var.edge == null ? {} : { for name, step in local.steps : name => step if contains(var.public_steps, name) }
  edge_paths = { for name, path in { fetch = "/webhooks/websub/*", "mail-events" = "/webhooks/*" } : name => path if contains(keys(local.edge_steps), name) }
}

resource "google_compute_global_address" "edge" {
  count      = var.edge == null ? 0 : 1
  name       = "${var.prefix}-edge"
  depends_on = [google_project_service.apis]
}

resource "google_compute_region_network_endpoint_group" "edge" {
  for_each              = local.edge_steps
  name                  = "${var.prefix}-${each.key}"
  region                = var.region
  network_endpoint_type = "SERVERLESS"
  cloud_run {
    service = each.value.service
  }
}

resource "google_compute_security_policy" "edge" {
  count       = var.edge == null ? 0 : 1
  name        = "${var.prefix}-edge"
  description = "Turns floods away before they wake a function."

  rule {
    description = "Whoever asks too often waits."
    action      = "throttle"
    priority    = 1000
    match {
      versioned_expr = "SRC_IPS_V1"
      config { src_ip_ranges = ["*"] }
    }
    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      enforce_on_key = "IP"
      rate_limit_threshold {
        count        = var.edge.requests_per_minute
        interval_sec = 60
      }
    }
  }
  rule {
    description = "Everybody else comes in: each request is authenticated by the step."
    action      = "allow"
    priority    = 2147483647
    match {
      versioned_expr = "SRC_IPS_V1"
      config { src_ip_ranges = ["*"] }
    }
  }
  adaptive_protection_config {
    layer_7_ddos_defense_config { enable = true }
  }
}

resource "google_compute_backend_service" "edge" {
  for_each              = local.edge_steps
  name                  = "${var.prefix}-${each.key}"
  protocol              = "HTTPS"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  security_policy       = google_compute_security_policy.edge[0].id
  # Only the page has anything that may be kept; and only what its answers say may be.
  enable_cdn = each.key == "api"
  dynamic "cdn_policy" {
    for_each = each.key == "api" ? [true] : []
    content {
      cache_mode                   = "USE_ORIGIN_HEADERS"
      signed_url_cache_max_age_sec = 0
      cache_key_policy {
        include_host         = true
        include_protocol     = true
        include_query_string = true
      }
    }
  }
  backend {
    group = google_compute_region_network_endpoint_group.edge[each.key].id
  }
  log_config {
    enable      = true
    sample_rate = 0.1
  }
}

resource "google_compute_url_map" "edge" {
  count           = var.edge == null ? 0 : 1
  name            = "${var.prefix}-edge"
  default_service = google_compute_backend_service.edge["api"].id
  dynamic "host_rule" {
    for_each = length(local.edge_paths) > 0 ? [true] : []
    content {
      hosts        = [var.edge.domain]
      path_matcher = "webhooks"
    }
  }
  dynamic "path_matcher" {
    for_each = length(local.edge_paths) > 0 ? [true] : []
    content {
      name            = "webhooks"
      default_service = google_compute_backend_service.edge["api"].id
      dynamic "path_rule" {
        for_each = local.edge_paths
        content {
          paths   = [path_rule.value]
          service = google_compute_backend_service.edge[path_rule.key].id
        }
      }
    }
  }
  lifecycle {
    precondition {
      condition     = contains(var.public_steps, "api")
      error_message = "A load balancer stands in front of the page: public_steps has to contain api."
    }
  }
}

resource "google_compute_managed_ssl_certificate" "edge" {
  count = var.edge == null ? 0 : 1
  name  = "${var.prefix}-edge"
  managed { domains = [var.edge.domain] }
  depends_on = [google_project_service.apis]
}

resource "google_compute_ssl_policy" "edge" {
  count           = var.edge == null ? 0 : 1
  name            = "${var.prefix}-edge"
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"
  depends_on      = [google_project_service.apis]
}

resource "google_compute_target_https_proxy" "edge" {
  count            = var.edge == null ? 0 : 1
  name             = "${var.prefix}-edge"
  url_map          = google_compute_url_map.edge[0].id
  ssl_certificates = [google_compute_managed_ssl_certificate.edge[0].id]
  ssl_policy       = google_compute_ssl_policy.edge[0].id
}

resource "google_compute_global_forwarding_rule" "edge" {
  count                 = var.edge == null ? 0 : 1
  name                  = "${var.prefix}-edge"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.edge[0].id
  port_range            = "443"
  target                = google_compute_target_https_proxy.edge[0].id
}

# Plain HTTP only says where to go instead.
resource "google_compute_url_map" "to_https" {
  count = var.edge == null ? 0 : 1
  name  = "${var.prefix}-to-https"
  default_url_redirect {
    https_redirect         = true
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
    strip_query            = false
  }
  depends_on = [google_project_service.apis]
}

resource "google_compute_target_http_proxy" "to_https" {
  count   = var.edge == null ? 0 : 1
  name    = "${var.prefix}-to-https"
  url_map = google_compute_url_map.to_https[0].id
}

resource "google_compute_global_forwarding_rule" "to_https" {
  count                 = var.edge == null ? 0 : 1
  name                  = "${var.prefix}-to-https"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.edge[0].id
  port_range            = "80"
  target                = google_compute_target_http_proxy.to_https[0].id
}
