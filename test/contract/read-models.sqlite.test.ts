import { openSqliteDatabase } from "../../shared/adapters/local/sqlite-database.ts";
import { sqliteReadModels } from "../../shared/adapters/local/sqlite-read-models.ts";
import { readModelsContract } from "./read-models.contract.ts";

readModelsContract("sqliteReadModels", async (models) => sqliteReadModels(openSqliteDatabase(":memory:"), models));
