import { writeFileSync } from "node:fs";
import { indexesFile, indexesText, topicsFile, topicsText } from "./lists.ts";

// Writes what Terraform has to know of the code where it reads it: the indexes that queries need, and the events.
//
//   node test/terraform/write-lists.ts

writeFileSync(indexesFile, indexesText());
writeFileSync(topicsFile, topicsText());
