import { inspectFile } from "./inspect-file.ts";

export const run = inspectFile;
