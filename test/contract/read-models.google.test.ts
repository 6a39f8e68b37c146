import { firestoreReadModels } from "../../shared/adapters/google/firestore-read-models.ts";
import { emptyFirestore } from "../google/firestore-in-test.ts";
import { readModelQueriesContract } from "./read-model-queries.contract.ts";
import { readModelsContract } from "./read-models.contract.ts";

// The emulator answers every query; the service answers those alone that have an index. Which ones there have to be is
// the pure function `firestoreIndexes`, with a test of its own. It also keeps no limit on a document's index entries.
const open = async () => firestoreReadModels(emptyFirestore());

readModelsContract("firestoreReadModels", open);
readModelQueriesContract("firestoreReadModels", open);
