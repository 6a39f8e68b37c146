import { openSqliteDatabase } from "../../shared/adapters/local/sqlite-database.ts";
import { sqliteJournal } from "../../shared/adapters/local/sqlite-journal.ts";
import { journalContract } from "./journal.contract.ts";

journalContract("sqliteJournal", async () => sqliteJournal(openSqliteDatabase(":memory:")));
