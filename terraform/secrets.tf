# Terraform makes the places, and never sees what is in them: no secret lies in a state file.

locals {
  # Keys of this installation. Whoever needs one first makes version 1 of it, which stays for ever: with another
  # `delivery` everything would be sent a second time, with another `seal` every address would be lost.
  keys = {
    delivery = ["deliver", "api"]                # business keys: what was sent already
    seal     = ["deliver", "mail-events", "api"] # addresses at rest and in events
    session  = ["api"]                           # the page's cookie
    token    = ["api", "fetch"]                  # tokens for programs, and what hubs sign with
  }
  keys_of = { for step in local.step_names : step => {
    for key, steps in local.keys : key => google_secret_manager_secret.keys[key].secret_id if contains(steps, step)
  } }

  # What somebody else has made, and may replace: a new version is used within minutes.
  others = {
    owner-token      = "The owner's bearer token, at least 32 characters."
    sendgrid         = "SendGrid's API key, with the right to send mail."
    smtp-url         = "smtps://user:password@host:port, where mail goes by SMTP instead."
    event-keys       = "The public keys of SendGrid's signed event webhook, with a comma in between: two while one replaces the other."
    inbound-password = "What stands in the address of SendGrid's inbound webhook, at least 16 characters."
  }
}

resource "google_secret_manager_secret" "keys" {
  for_each            = local.keys
  secret_id           = "${var.prefix}-${each.key}"
  labels              = { app = var.prefix, kind = "key" }
  deletion_protection = var.deletion_protection
  replication {
    auto {}
  }
  depends_on = [google_project_service.apis]
}

resource "google_secret_manager_secret" "others" {
  for_each            = local.others
  secret_id           = "${var.prefix}-${each.key}"
  labels              = { app = var.prefix, kind = "other" }
  annotations         = { holds = each.value }
  deletion_protection = var.deletion_protection
  # A version that was replaced by mistake can be had back for a week.
  version_destroy_ttl = "604800s"
  replication {
    auto {}
  }
  depends_on = [google_project_service.apis]
}
