variable "project" {
  description = "The id of the Google Cloud project."
  type        = string
}

variable "region" {
  description = "Where everything runs and is kept."
  type        = string
  default     = "europe-west1"
}

variable "prefix" {
  description = "In front of every name, so that two installations fit into one project."
  type        = string
  default     = "kcs"
  validation {
    # Names of service accounts have 30 characters: PREFIX-dead-letter-call.
    condition     = can(regex("^[a-z][a-z0-9]{1,11}$", var.prefix)) && !startswith(var.prefix, "goog")
    error_message = "A prefix has 2 to 12 lower-case letters and digits, begins with a letter, and not with goog."
  }
  validation {
    # The dead-letter step finds a step's name in that of its subscription.
    condition     = !contains(local.step_names, var.prefix)
    error_message = "A prefix cannot be the name of a step."
  }
}

variable "mail_from" {
  description = "The sender that the readers' Amazon accounts have approved, and that SendGrid may use."
  type        = string
  validation {
    condition     = can(regex("^[^\\s<>,;@]+@[^\\s<>,;@]+$", var.mail_from))
    error_message = "The sender is one bare mail address, such as kindle@example.org."
  }
}

variable "mail_by" {
  description = "Which way mail goes: `sendgrid`, whose secret holds its key, or `smtp`, whose secret holds its address."
  type        = string
  default     = "sendgrid"
  validation {
    condition     = contains(["sendgrid", "smtp"], var.mail_by)
    error_message = "Mail goes by sendgrid or by smtp."
  }
}

variable "device_domains" {
  description = "Domains that a device's address may have."
  type        = list(string)
  default     = ["kindle.com", "free.kindle.com", "kindle.cn"]
}

variable "bundles" {
  description = "The folder with the bundles that `npm run bundle` has made."
  type        = string
  default     = "../dist"
}

variable "public_steps" {
  description = "The steps that anybody may call over HTTPS: each authenticates every request itself."
  type        = set(string)
  default     = ["api", "mail-events", "fetch"]
  validation {
    condition     = length(setsubtract(var.public_steps, ["api", "mail-events", "fetch"])) == 0
    error_message = "Only api, mail-events and fetch can be public."
  }
}

variable "webhooks" {
  description = "Which secrets of webhooks have a version: `event-keys` for what SendGrid tells of mails, `inbound-password` for what Amazon answers."
  type        = set(string)
  default     = []
  validation {
    condition     = length(setsubtract(var.webhooks, ["event-keys", "inbound-password"])) == 0
    error_message = "There are the webhooks event-keys and inbound-password."
  }
}

variable "upload_origins" {
  description = "Pages from which browsers may upload directly to the bucket, such as https://books.example.org."
  type        = list(string)
  default     = []
}

variable "instances_max" {
  description = "How many instances one step may have: the ceiling of what a flood can cost."
  type        = number
  default     = 10
}

variable "api_instances_min" {
  description = "How many instances of the page and API wait for readers. One does away with cold starts, and costs the whole month."
  type        = number
  default     = 0
}

variable "rollout" {
  description = "The share of the traffic that new revisions get, in per cent. The rest goes to `stable`: what the output `serving` said before."
  type = object({
    percent = optional(number, 100)
    stable  = optional(map(string), {})
  })
  default = {}
  validation {
    condition     = var.rollout.percent >= 0 && var.rollout.percent <= 100 && floor(var.rollout.percent) == var.rollout.percent
    error_message = "The share is a whole number from 0 (all goes back) to 100 (all goes on)."
  }
}

variable "traces" {
  description = "Whether steps send traces: from the drop to the mail in one picture."
  type        = bool
  default     = true
}

variable "alert_emails" {
  description = "Whom alerts tell. With nobody there are no alerts, which are billed by their conditions."
  type        = list(string)
  default     = []
}

variable "budget" {
  description = "An alarm at half, nine tenths and all of an amount a month, in the currency of the billing account. Needs the right to manage its budgets."
  type = object({
    billing_account = string
    amount          = number
  })
  default = null
}

variable "edge" {
  description = "A domain for the page, with a load balancer, Cloud Armor and CDN in front of the public steps. Some 20 USD a month."
  type = object({
    domain              = string
    requests_per_minute = optional(number, 600) # of one address
  })
  default = null
}

variable "deploys_from_cloud_build" {
  description = "Whether cloudbuild.yaml may deploy: makes the account as which it does."
  type        = bool
  default     = false
}

variable "deletion_protection" {
  description = "Whether the database and the functions refuse to be destroyed. Set it to false, apply, then destroy."
  type        = bool
  default     = true
}

variable "force_destroy" {
  description = "Whether `terraform destroy` removes buckets with all that is in them. What is removed can then never be had back."
  type        = bool
  default     = false
}
