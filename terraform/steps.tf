# One block for each step, with only what differs. What a step announces and what wakes it stands in topics.tf; what all
# have in common, in project.tf; and all that makes one step whole, in modules/step. A new step is one block here and its
# name in the list.

locals {
  step_names = ["ingest", "format", "poll", "fetch", "extract", "digest", "deliver", "mail-events", "project", "api", "dead-letter", "housekeep"]

  bundles = { for step in local.step_names : step => one([
    # `mail-events-3fa9c2d1.zip`: the hash has no hyphen.
    for file in fileset(var.bundles, "${step}-*.zip") : "${var.bundles}/${file}" if can(regex("^${step}-[0-9a-z]+\\.zip$", file))
  ]) }
  rollouts = { for step in local.step_names : step => {
    percent = var.rollout.percent
    stable  = lookup(var.rollout.stable, step, null)
  } }
}

# An upload, or a book that was sent to the API, is recognised, opened, and read for what it says of itself.
module "ingest" {
  source             = "./modules/step"
  name               = "ingest"
  installation       = local.installation
  bundle             = local.bundles["ingest"]
  rollout            = local.rollouts["ingest"]
  consumes           = merge(local.wakes["ingest"], { uploads = google_pubsub_topic.uploads.id })
  publishes          = local.announces["ingest"]
  database           = "write" # notices repeats
  content            = "write"
  reads_uploads_from = google_storage_bucket.uploads.name
  settings           = { UPLOADS_BUCKET = google_storage_bucket.uploads.name }
  dead_letters       = module.dead_letter.dead_letters
  # Files are opened on a disk that is memory: the largest upload, what is unpacked of it, and the process.
  limits = { timeout_s = 300, memory_mb = 1024, concurrency = 1, instances_max = var.instances_max }
}

# A book becomes a Kindle-ready EPUB and passes the gate.
module "format" {
  source       = "./modules/step"
  name         = "format"
  installation = local.installation
  bundle       = local.bundles["format"]
  rollout      = local.rollouts["format"]
  consumes     = local.wakes["format"]
  publishes    = local.announces["format"]
  database     = "read" # what a reader has said of a book, from what an edition was printed
  content      = "write"
  dead_letters = module.dead_letter.dead_letters
  limits       = { timeout_s = 540, memory_mb = 1024, concurrency = 1, instances_max = var.instances_max }
}

# Once a minute: which deliveries, feeds and digests are due?
module "poll" {
  source       = "./modules/step"
  name         = "poll"
  installation = local.installation
  bundle       = local.bundles["poll"]
  rollout      = local.rollouts["poll"]
  schedule     = "* * * * *"
  publishes    = local.announces["poll"]
  database     = "read"
  dead_letters = module.dead_letter.dead_letters
  # Two at once would find the same things due.
  limits = { timeout_s = 50, concurrency = 1, instances_max = 1 }
}

# A feed is asked once for everybody, politely, and its new items are found. Where it is public, hubs tell what is new.
module "fetch" {
  source               = "./modules/step"
  name                 = "fetch"
  installation         = local.installation
  bundle               = local.bundles["fetch"]
  rollout              = local.rollouts["fetch"]
  public               = contains(var.public_steps, "fetch")
  behind_load_balancer = var.edge != null
  consumes             = local.wakes["fetch"]
  publishes            = local.announces["fetch"]
  database             = "write" # whose turn it is at a host
  content              = "write" # items as their feeds have them
  keys                 = local.keys_of["fetch"]
  settings = merge(
    var.edge == null ? {} : { PUBLIC_URL = "https://${var.edge.domain}" }, # whom a feed's owner may ask
    contains(var.public_steps, "fetch") ? { CALLBACK_URL = local.callback_url } : {},
  )
  dead_letters = module.dead_letter.dead_letters
  limits       = { timeout_s = 120, concurrency = 16, instances_max = var.instances_max }
}

# An article's full text is found, cleaned, measured and kept.
module "extract" {
  source       = "./modules/step"
  name         = "extract"
  installation = local.installation
  bundle       = local.bundles["extract"]
  rollout      = local.rollouts["extract"]
  consumes     = local.wakes["extract"]
  publishes    = local.announces["extract"]
  database     = "write" # which articles are one
  content      = "write"
  dead_letters = module.dead_letter.dead_letters
  limits       = { timeout_s = 180, memory_mb = 1024, concurrency = 4, instances_max = var.instances_max }
}

# An edition is chosen from what has come in, ordered and laid out.
module "digest" {
  source       = "./modules/step"
  name         = "digest"
  installation = local.installation
  bundle       = local.bundles["digest"]
  rollout      = local.rollouts["digest"]
  consumes     = local.wakes["digest"]
  publishes    = local.announces["digest"]
  database     = "write" # what earlier editions carried
  content      = "write"
  dead_letters = module.dead_letter.dead_letters
  limits       = { timeout_s = 300, memory_mb = 1024, concurrency = 1, instances_max = var.instances_max }
}

# A document fans out to devices and is mailed to each, once.
module "deliver" {
  source          = "./modules/step"
  name            = "deliver"
  installation    = local.installation
  bundle          = local.bundles["deliver"]
  rollout         = local.rollouts["deliver"]
  consumes        = local.wakes["deliver"]
  publishes       = local.announces["deliver"]
  database        = "write" # the ledger
  content         = "read"
  keys            = local.keys_of["deliver"]
  secrets         = var.mail_by == "sendgrid" ? { sendgrid = google_secret_manager_secret.others["sendgrid"].secret_id } : {}
  secret_settings = var.mail_by == "smtp" ? { SMTP_URL = google_secret_manager_secret.others["smtp-url"].secret_id } : {}
  settings        = local.mail_settings
  dead_letters    = module.dead_letter.dead_letters
  limits          = { timeout_s = 300, memory_mb = 512, concurrency = 4, instances_max = var.instances_max }
}

# The provider tells what became of a mail, and Amazon's own answers come in as mail.
module "mail_events" {
  source               = "./modules/step"
  name                 = "mail-events"
  installation         = local.installation
  bundle               = local.bundles["mail-events"]
  rollout              = local.rollouts["mail-events"]
  public               = contains(var.public_steps, "mail-events")
  behind_load_balancer = var.edge != null
  consumes             = local.wakes["mail-events"]
  publishes            = local.announces["mail-events"]
  database             = "read" # which delivery is spoken of
  keys                 = local.keys_of["mail-events"]
  secret_settings      = local.webhook_secrets
  dead_letters         = module.dead_letter.dead_letters
  limits               = { timeout_s = 60, concurrency = 16, instances_max = 5 }
}

# Every event is kept in the journal and shown in the read models.
module "project" {
  source       = "./modules/step"
  name         = "project"
  installation = local.installation
  bundle       = local.bundles["project"]
  rollout      = local.rollouts["project"]
  consumes     = local.wakes["project"]
  publishes    = local.announces["project"]
  database     = "write"
  dead_letters = module.dead_letter.dead_letters
  limits       = { timeout_s = 60, concurrency = 32, instances_max = var.instances_max }
}

# The page, the API and the catalogue for e-readers.
module "api" {
  source               = "./modules/step"
  name                 = "api"
  installation         = local.installation
  bundle               = local.bundles["api"]
  rollout              = local.rollouts["api"]
  public               = contains(var.public_steps, "api")
  behind_load_balancer = var.edge != null
  consumes             = local.wakes["api"]
  publishes            = local.announces["api"]
  database             = "read"
  content              = "write" # uploads
  signs_uploads_to     = google_storage_bucket.uploads.name
  keys                 = local.keys_of["api"]
  secret_settings      = { API_TOKEN = google_secret_manager_secret.others["owner-token"].secret_id }
  settings             = merge(local.mail_settings, { UPLOADS_BUCKET = google_storage_bucket.uploads.name })
  dead_letters         = module.dead_letter.dead_letters
  limits               = { timeout_s = 300, memory_mb = 512, concurrency = 40, instances_min = var.api_instances_min, instances_max = var.instances_max }
}

# What failed for good is recorded with its reason, and tried again on request. What even this step cannot record waits
# in `kcs-dead-letter-dead` for a person.
module "dead_letter" {
  source       = "./modules/step"
  name         = "dead-letter"
  installation = local.installation
  bundle       = local.bundles["dead-letter"]
  rollout      = local.rollouts["dead-letter"]
  consumes     = local.wakes["dead-letter"]
  publishes    = merge([for step in local.step_names : local.announces[step]]...) # a replay is the original event again
  database     = "read"
  limits       = { timeout_s = 60, instances_max = 3 }
}

# Once a day: the journals are sealed, and what must not be kept goes. Whenever an owner asks for it, an account is erased.
module "housekeep" {
  source       = "./modules/step"
  name         = "housekeep"
  installation = local.installation
  bundle       = local.bundles["housekeep"]
  rollout      = local.rollouts["housekeep"]
  schedule     = "17 3 * * *"
  consumes     = local.wakes["housekeep"]
  publishes    = local.announces["housekeep"]
  database     = "write" # erases read models, the journal and the ledger of an account
  content      = "write" # erases content
  dead_letters = module.dead_letter.dead_letters
  # What is cut short is gone on with: an account of many thousand books takes more than one time.
  limits = { timeout_s = 540, memory_mb = 512, concurrency = 1, instances_max = 1 }
}

locals {
  mail_settings = {
    MAIL_FROM      = var.mail_from
    DEVICE_DOMAINS = join(",", var.device_domains)
  }

  # Where hubs reach `fetch`: the domain, or the address that Cloud Run gives a service of that name
  # (https://cloud.google.com/run/docs/triggering/https-request#deterministic), which is known before there is one.
  callback_url = var.edge == null ? "https://${var.prefix}-fetch-${data.google_project.this.number}.${var.region}.run.app" : "https://${var.edge.domain}"

  # Cloud Run starts no function whose secret has no version yet: webhooks are switched on once they are set up.
  webhook_secrets = { for setting, webhook in {
    SENDGRID_EVENT_KEYS       = "event-keys"
    SENDGRID_INBOUND_PASSWORD = "inbound-password"
  } : setting => google_secret_manager_secret.others[webhook].secret_id if contains(var.webhooks, webhook) }

  steps = {
    ingest        = module.ingest
    format        = module.format
    poll          = module.poll
    fetch         = module.fetch
    extract       = module.extract
    digest        = module.digest
    deliver       = module.deliver
    "mail-events" = module.mail_events
    project       = module.project
    api           = module.api
    "dead-letter" = module.dead_letter
    housekeep     = module.housekeep
  }
}
