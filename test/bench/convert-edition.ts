// One edition in a process of its own, start-up included, as `convert-one.ts` converts one book.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { run } from "../../functions/format/convert.job.ts";

const [layoutPath = "", filesPath = "", outputPath = ""] = process.argv.slice(2);
const layout = await readFile(layoutPath);
await run({
  path: layoutPath,
  format: "edition",
  files: JSON.parse(await readFile(filesPath, "utf8")) as Record<string, string>,
  fileName: "edition",
  title: "Morning, 1 March 2026",
  authors: ["Morning"],
  language: "en",
  sourceSha256: createHash("sha256").update(layout).digest("hex"),
  modifiedAt: "2026-03-01T06:00:00.000Z",
  outputPath,
  coverPath: `${outputPath}.cover`,
});
