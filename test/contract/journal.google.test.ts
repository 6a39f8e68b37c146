import { firestoreJournal } from "../../shared/adapters/google/firestore-journal.ts";
import { emptyFirestore } from "../google/firestore-in-test.ts";
import { journalContract } from "./journal.contract.ts";

journalContract("firestoreJournal", async () => firestoreJournal(emptyFirestore(), { settlesWithinMs: 0 }));
