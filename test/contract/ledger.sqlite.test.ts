import { openSqliteDatabase } from "../../shared/adapters/local/sqlite-database.ts";
import { sqliteLedger } from "../../shared/adapters/local/sqlite-ledger.ts";
import { ledgerContract } from "./ledger.contract.ts";

ledgerContract("sqliteLedger", async () => sqliteLedger(openSqliteDatabase(":memory:")));
