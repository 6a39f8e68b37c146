import { firestoreLedger } from "../../shared/adapters/google/firestore-ledger.ts";
import { emptyFirestore } from "../google/firestore-in-test.ts";
import { ledgerContract } from "./ledger.contract.ts";

ledgerContract("firestoreLedger", async () => firestoreLedger(emptyFirestore()));
