# Firestore: read models, the journal and the ledger. The service answers no query without its index, and makes none by
# itself that has two fields; the emulator answers them all. So the list is made from the code, by
# `node test/terraform/write-lists.ts`, and a test says when it is out of step.

locals {
  indexes = jsondecode(file("${path.module}/firestore-indexes.json"))
}

resource "google_firestore_database" "this" {
  name                              = "${var.prefix}-documents"
  location_id                       = var.region
  type                              = "FIRESTORE_NATIVE"
  point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_ENABLED" # any minute of the last week
  delete_protection_state           = var.deletion_protection ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"
  # The provider would otherwise forget the database, and leave it there.
  deletion_policy = "DELETE"
  depends_on      = [google_project_service.apis]
}

# The ledger remembers for ever what was sent: a database that is lost must come back.
resource "google_firestore_backup_schedule" "daily" {
  database  = google_firestore_database.this.name
  retention = "1209600s" # 14 days
  daily_recurrence {}
}

resource "google_firestore_index" "queries" {
  for_each = { for index in local.indexes.composite : join(" ", concat(
    [index.collection, index.queryScope],
    [for field in index.fields : "${field.fieldPath}:${try(field.order, field.arrayConfig)}"],
  )) => index }
  database    = google_firestore_database.this.name
  collection  = each.value.collection
  query_scope = each.value.queryScope
  dynamic "fields" {
    for_each = each.value.fields
    content {
      field_path   = fields.value.fieldPath
      order        = try(fields.value.order, null)
      array_config = try(fields.value.arrayConfig, null)
    }
  }
}

# Fields with the indexes that queries need, most with none: the service would otherwise index every text twice. Where
# `expires` says so, the service removes documents once the time in the field has passed.
resource "google_firestore_field" "indexes" {
  for_each   = { for field in local.indexes.fields : "${field.collection}/${field.field}" => field }
  database   = google_firestore_database.this.name
  collection = each.value.collection
  field      = each.value.field
  index_config {
    dynamic "indexes" {
      for_each = each.value.indexes
      content {
        query_scope  = indexes.value.queryScope
        order        = try(indexes.value.order, null)
        array_config = try(indexes.value.arrayConfig, null)
      }
    }
  }
  dynamic "ttl_config" {
    for_each = try(each.value.expires, false) ? [true] : []
    content {}
  }
}
