import { openSqliteDatabase } from "../../shared/adapters/local/sqlite-database.ts";
import { sqliteReadModels } from "../../shared/adapters/local/sqlite-read-models.ts";
import type { ReadModel } from "../../shared/ports/read-models.ts";
import { readModelQueriesContract } from "./read-model-queries.contract.ts";
import { readModelsContract } from "./read-models.contract.ts";

const open = async (models: readonly ReadModel[]) => sqliteReadModels(openSqliteDatabase(":memory:"), models);

readModelsContract("sqliteReadModels", open);
readModelQueriesContract("sqliteReadModels", open);
