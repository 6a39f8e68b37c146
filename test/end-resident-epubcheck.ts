import { ending } from "./resident-epubcheck.ts";

/** After the suites of a test run. */
export default async function endResidentEpubcheck(): Promise<void> {
  await ending.end?.();
}
