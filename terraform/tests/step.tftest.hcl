# `terraform test`: the module by itself, on mocks.

mock_provider "google" {
  mock_resource "google_service_account" {
    defaults = {
      email = "kcs-step@p.iam.gserviceaccount.com"
      name  = "projects/p/serviceAccounts/kcs-step@p.iam.gserviceaccount.com"
    }
  }
  mock_resource "google_cloud_run_v2_service" {
    defaults = { uri = "https://kcs-step.run.app" }
  }
}

variables {
  name   = "format"
  bundle = "tests/step.tftest.hcl"
  installation = {
    project             = "p"
    project_number      = "1"
    region              = "europe-west1"
    prefix              = "kcs"
    base_image          = "base"
    image_repository    = "images"
    build_account       = "projects/p/serviceAccounts/kcs-build@p.iam.gserviceaccount.com"
    source_bucket       = "sources"
    content_bucket      = "content"
    database            = "kcs-documents"
    deletion_protection = true
    traces              = true
    channels            = []
    settings            = { BUCKET = "content" }
  }
}

run "a_step_without_anything_has_only_its_traces" {
  command = plan
  module {
    source = "./modules/step"
  }
  assert {
    condition     = length(google_project_iam_member.database) == 0 && length(google_storage_bucket_iam_member.content) == 0
    error_message = "A step gets only what it asks for."
  }
  assert {
    condition     = google_cloud_run_v2_service.step.ingress == "INGRESS_TRAFFIC_INTERNAL_ONLY"
    error_message = "A step is reached from within, unless it is public."
  }
  assert {
    condition     = length(google_pubsub_subscription.events) == 0 && length(google_monitoring_alert_policy.backlog) == 0
    error_message = "A step that nothing wakes has no subscription, and no backlog."
  }
}

run "a_consumer_has_a_subscription_for_each_event" {
  command = plan
  module {
    source = "./modules/step"
  }
  variables {
    consumes = { "book.ingested" = "projects/p/topics/kcs-book-ingested", "book.described" = "projects/p/topics/kcs-book-described" }
    limits   = { timeout_s = 540, attempts_max = 5 }
  }
  assert {
    condition     = google_pubsub_subscription.events["book.ingested"].name == "kcs-format-book-ingested"
    error_message = "The dead-letter step reads the step's name from the subscription's."
  }
  assert {
    condition     = alltrue([for each in google_pubsub_subscription.events : each.ack_deadline_seconds == 540])
    error_message = "Pub/Sub waits for as long as the step may take, else it delivers again while it works."
  }
  assert {
    condition     = alltrue([for each in google_pubsub_subscription.events : each.dead_letter_policy[0].max_delivery_attempts == 5])
    error_message = "After its attempts an event is a dead letter."
  }
}

run "writers_and_readers_get_different_roles_on_our_database_alone" {
  command = plan
  module {
    source = "./modules/step"
  }
  variables {
    database = "read"
    content  = "write"
  }
  assert {
    condition     = google_project_iam_member.database[0].role == "roles/datastore.viewer"
    error_message = "Who reads does not write."
  }
  assert {
    condition     = google_project_iam_member.database[0].condition[0].expression == "resource.name == \"projects/p/databases/kcs-documents\""
    error_message = "The grant is for our database, and no other of the project."
  }
  assert {
    condition     = google_storage_bucket_iam_member.content[0].role == "roles/storage.objectUser"
    error_message = "Who writes content may put and remove it."
  }
}

run "a_canary_shares_with_the_revision_that_was_good_before" {
  command = plan
  module {
    source = "./modules/step"
  }
  variables {
    rollout = { percent = 5, stable = "kcs-format-before" }
  }
  assert {
    condition     = [for each in google_cloud_run_v2_service.step.traffic : each.percent] == [5, 95]
    error_message = "The newest revision gets its share, the one before the rest."
  }
  assert {
    condition     = output.serving == "kcs-format-before"
    error_message = "Until all of the traffic is on the newest revision, the one before is what to go back to."
  }
}

run "promoting_leaves_the_way_back_open" {
  command = plan
  module {
    source = "./modules/step"
  }
  variables {
    rollout = { percent = 100, stable = "kcs-format-before" }
  }
  assert {
    condition     = [for each in google_cloud_run_v2_service.step.traffic : each.percent] == [100, 0]
    error_message = "The revision before keeps its name and gets nothing."
  }
  assert {
    condition     = output.serving == output.revision
    error_message = "What has all of the traffic is what to go back to from now on."
  }
}

run "an_attempt_that_pubsub_would_not_wait_for_is_refused" {
  command = plan
  module {
    source = "./modules/step"
  }
  variables {
    limits = { timeout_s = 900 }
  }
  expect_failures = [var.limits]
}

run "access_has_three_words" {
  command = plan
  module {
    source = "./modules/step"
  }
  variables {
    database = "admin"
  }
  expect_failures = [var.database]
}

run "a_step_without_its_bundle_is_refused" {
  command = plan
  module {
    source = "./modules/step"
  }
  variables {
    bundle = null
  }
  expect_failures = [var.bundle]
}
