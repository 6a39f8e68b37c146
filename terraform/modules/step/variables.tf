variable "name" {
  description = "The step's name: that of its folder in functions/."
  type        = string
}

variable "bundle" {
  description = "The ZIP file that `npm run bundle` has made of the step, named by the hash of its content."
  type        = string
  validation {
    condition     = var.bundle != null
    error_message = "There is no bundle of this step: npm run bundle."
  }
}

variable "installation" {
  description = "What all steps have in common."
  type = object({
    project             = string
    project_number      = string
    region              = string
    prefix              = string
    base_image          = string
    image_repository    = string # where built images go: REGION-docker.pkg.dev/PROJECT/REPOSITORY
    build_account       = string # the full name of the account that builds
    source_bucket       = string
    content_bucket      = string
    database            = string
    deletion_protection = bool
    traces              = bool
    channels            = list(string) # whom alerts tell
    settings            = map(string)  # environment variables of every step
  })
}

variable "consumes" {
  description = "The topics that wake the step, by a short name for each: that of the event."
  type        = map(string)
  default     = {}
}

variable "publishes" {
  description = "The topics on which the step announces, by the name of the event."
  type        = map(string)
  default     = {}
}

variable "schedule" {
  description = "When the clock calls the step: a cron expression in UTC."
  type        = string
  default     = null
}

variable "public" {
  description = "Whether anybody may call the step over HTTPS. It then authenticates every request itself."
  type        = bool
  default     = false
}

variable "behind_load_balancer" {
  description = "Whether a public step is called through the load balancer alone, so that nobody goes around it."
  type        = bool
  default     = false
}

variable "database" {
  description = "What the step does with Firestore: `none`, `read` or `write`."
  type        = string
  default     = "none"
  validation {
    condition     = contains(["none", "read", "write"], var.database)
    error_message = "A step has `none`, `read` or `write` access to the database."
  }
}

variable "content" {
  description = "What the step does with the bucket of content: `none`, `read` or `write`."
  type        = string
  default     = "none"
  validation {
    condition     = contains(["none", "read", "write"], var.content)
    error_message = "A step has `none`, `read` or `write` access to content."
  }
}

variable "reads_uploads_from" {
  description = "The bucket of uploads, where the step takes files out of it."
  type        = string
  default     = null
}

variable "signs_uploads_to" {
  description = "The bucket of uploads, where the step signs addresses for direct uploads to it."
  type        = string
  default     = null
}

variable "keys" {
  description = "Keys of this installation, by their secrets' ids. Whoever asks first for one makes it."
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = "Secrets that somebody else has made and may replace, which the step reads, by their ids."
  type        = map(string)
  default     = {}
}

variable "secret_settings" {
  description = "Environment variables whose values are the newest versions of secrets, by the secrets' ids."
  type        = map(string)
  default     = {}
}

variable "settings" {
  description = "Environment variables of this step alone."
  type        = map(string)
  default     = {}
}

variable "dead_letters" {
  description = "Where what failed for good is recorded: the dead-letter step. `null` for that step itself, whose own wait for a person."
  type = object({
    uri      = string
    audience = string
    caller   = string # the account as which it is called
    topic    = string # where goes what it cannot record
  })
  default = null
}

variable "rollout" {
  description = "The share of the traffic that the newest revision gets, in per cent; the rest goes to the revision that was good before."
  type = object({
    percent = number
    stable  = optional(string)
  })
  default = { percent = 100 }
}

variable "limits" {
  description = "What one instance and one attempt may take."
  type = object({
    timeout_s     = optional(number, 120)
    memory_mb     = optional(number, 512)
    cpu           = optional(string, "1")
    concurrency   = optional(number, 8)
    instances_min = optional(number, 0)
    instances_max = optional(number, 10)
    attempts_max  = optional(number, 8)
    backoff_min_s = optional(number, 10)
    backoff_max_s = optional(number, 600)
  })
  default = {}
  validation {
    condition     = var.limits.timeout_s >= 10 && var.limits.timeout_s <= 600
    error_message = "An attempt takes 10 to 600 seconds: Pub/Sub waits no longer for a push."
  }
  validation {
    condition     = var.limits.attempts_max >= 5 && var.limits.attempts_max <= 100
    error_message = "Pub/Sub makes 5 to 100 attempts before a message is a dead letter."
  }
}
