# `terraform test`: what the configuration refuses before it plans anything.

mock_provider "google" {}

variables {
  project   = "p"
  mail_from = "kindle@example.org"
}

run "a_sender_is_one_bare_address" {
  command = plan
  variables {
    mail_from = "Kindle <kindle@example.org>"
  }
  expect_failures = [var.mail_from]
}

run "a_prefix_leaves_room_for_the_longest_name" {
  command = plan
  variables {
    prefix = "kindle-content-server"
  }
  expect_failures = [var.prefix]
}

run "only_what_authenticates_itself_can_be_public" {
  command = plan
  variables {
    public_steps = ["api", "deliver"]
  }
  expect_failures = [var.public_steps]
}

run "a_share_is_a_whole_number_up_to_all" {
  command = plan
  variables {
    rollout = { percent = 101 }
  }
  expect_failures = [var.rollout]
}
