terraform {
  # `moved`, `optional()`, mocks in tests, and tests that keep their state apart.
  required_version = ">= 1.9"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 8"
    }
  }
  # terraform init -backend-config="bucket=PROJECT-terraform"
  backend "gcs" {
    prefix = "kindle-content-server"
  }
}

provider "google" {
  project = var.project
  region  = var.region
  # Calls that belong to no project, such as for the budget, count for this one.
  billing_project       = var.project
  user_project_override = true
}
