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
}
