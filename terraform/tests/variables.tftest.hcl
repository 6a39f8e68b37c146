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

run "a_prefix_is_no_steps_name" {
  command = plan
  variables {
    prefix = "format"
  }
  expect_failures = [var.prefix]
}

run "mail_goes_one_of_two_ways" {
  command = plan
  variables {
    mail_by = "pigeon"
  }
  expect_failures = [var.mail_by]
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
