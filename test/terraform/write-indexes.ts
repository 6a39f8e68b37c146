import { writeFileSync } from "node:fs";
import { indexesFile, indexesText } from "./index-list.ts";

// Writes the indexes that the code's queries need where Terraform reads them: `node test/terraform/write-indexes.ts`.

writeFileSync(indexesFile, indexesText());
