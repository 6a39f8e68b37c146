# Every event has a topic of its own, named after it: `book.ingested` is announced on `kcs-book-ingested`. Here stands who
# announces it and whom it wakes; permissions and subscriptions follow from that. `project` keeps every event besides.
# The list is that of events/catalogue.ts: `node test/terraform/write-lists.ts` writes it, and a test says when it is old.

locals {
  events = {
    "book.received"                = { published_by = ["api", "ingest"], wakes = ["ingest"] }
    "book.ingested"                = { published_by = ["ingest"], wakes = ["format"] }
    "book.duplicated"              = { published_by = ["ingest"], wakes = ["format", "deliver"] }
    "book.rejected"                = { published_by = ["ingest"], wakes = [] }
    "book.unpacked"                = { published_by = ["ingest"], wakes = [] }
    "book.described"               = { published_by = ["api"], wakes = ["format"] }
    "book.removed"                 = { published_by = ["api"], wakes = ["ingest"] }
    "feed.subscribed"              = { published_by = ["api"], wakes = ["fetch"] }
    "feed.changed"                 = { published_by = ["api"], wakes = [] }
    "feed.unsubscribed"            = { published_by = ["api"], wakes = ["fetch"] }
    "feed.due"                     = { published_by = ["poll", "fetch", "api"], wakes = ["fetch"] }
    "feed.pushed"                  = { published_by = ["fetch"], wakes = ["fetch"] }
    "feed.fetched"                 = { published_by = ["fetch"], wakes = [] }
    "feed.failed"                  = { published_by = ["fetch"], wakes = [] }
    "feed.moved"                   = { published_by = ["fetch"], wakes = [] }
    "article.found"                = { published_by = ["fetch"], wakes = ["extract"] }
    "article.extracted"            = { published_by = ["extract"], wakes = [] }
    "digest.defined"               = { published_by = ["api"], wakes = ["digest"] }
    "digest.changed"               = { published_by = ["api"], wakes = ["digest"] }
    "digest.removed"               = { published_by = ["api"], wakes = ["digest"] }
    "digest.due"                   = { published_by = ["poll", "api"], wakes = ["digest"] }
    "edition.compiled"             = { published_by = ["digest"], wakes = ["format"] }
    "edition.skipped"              = { published_by = ["digest"], wakes = [] }
    "edition.failed"               = { published_by = ["digest"], wakes = ["format"] }
    "document.formatted"           = { published_by = ["format"], wakes = ["deliver"] }
    "document.refused"             = { published_by = ["format"], wakes = ["ingest"] }
    "delivery.ordered"             = { published_by = ["api"], wakes = ["deliver"] }
    "delivery.requested"           = { published_by = ["deliver", "poll"], wakes = ["deliver"] }
    "delivery.sent"                = { published_by = ["deliver"], wakes = [] }
    "delivery.deferred"            = { published_by = ["deliver"], wakes = [] }
    "delivery.failed"              = { published_by = ["deliver"], wakes = [] }
    "delivery.uncertain"           = { published_by = ["deliver"], wakes = [] }
    "delivery.overdue"             = { published_by = ["poll", "housekeep"], wakes = ["deliver"] }
    "delivery.parked"              = { published_by = ["deliver"], wakes = [] }
    "delivery.resolved"            = { published_by = ["api"], wakes = ["deliver"] }
    "delivery.evidenced"           = { published_by = ["mail-events"], wakes = ["deliver"] }
    "delivery.delivered"           = { published_by = ["deliver"], wakes = [] }
    "delivery.held"                = { published_by = ["deliver"], wakes = [] }
    "delivery.bounced"             = { published_by = ["deliver"], wakes = [] }
    "delivery.refused"             = { published_by = ["deliver"], wakes = [] }
    "document.rebuild-requested"   = { published_by = ["deliver"], wakes = ["format"] }
    "document.rebuilt"             = { published_by = ["format"], wakes = ["deliver"] }
    "document.rebuild-refused"     = { published_by = ["format"], wakes = ["deliver"] }
    "device.added"                 = { published_by = ["api"], wakes = [] }
    "device.changed"               = { published_by = ["api"], wakes = [] }
    "device.removed"               = { published_by = ["api"], wakes = [] }
    "token.created"                = { published_by = ["api"], wakes = [] }
    "token.revoked"                = { published_by = ["api"], wakes = [] }
    "event.rejected"               = { published_by = ["ingest", "format", "deliver", "poll", "project", "api", "dead-letter", "housekeep"], wakes = [] }
    "step.failed"                  = { published_by = ["dead-letter"], wakes = [] }
    "dead-letter.replay-requested" = { published_by = ["api"], wakes = ["dead-letter"] }
    "dead-letter.replayed"         = { published_by = ["dead-letter"], wakes = [] }
    "dead-letter.discarded"        = { published_by = ["api"], wakes = [] }
    "journal.sealed"               = { published_by = ["housekeep"], wakes = [] }
    "account.erasure-requested"    = { published_by = ["api"], wakes = ["housekeep"] }
    "account.erased"               = { published_by = ["housekeep"], wakes = ["fetch", "digest"] }
  }

  # By step: the topics that wake it, and those on which it announces.
  wakes = { for step in local.step_names : step => {
    for name, event in local.events : name => google_pubsub_topic.events[name].id if step == "project" || contains(event.wakes, step)
  } }
  announces = { for step in local.step_names : step => {
    for name, event in local.events : name => google_pubsub_topic.events[name].name if contains(event.published_by, step)
  } }
}

resource "google_pubsub_topic" "events" {
  for_each = local.events
  name     = "${var.prefix}-${replace(each.key, ".", "-")}"
  labels   = { app = var.prefix }
  # What a new subscription, or one that is sought back, can be given again.
  message_retention_duration = "604800s"
  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }
  depends_on = [google_project_service.apis]
}
