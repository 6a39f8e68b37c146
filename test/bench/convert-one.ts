// One conversion in a process of its own, start-up included: what a user of a converter would run.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { ConvertedFormat } from "../../events/values.ts";
import { run } from "../../functions/format/convert.job.ts";

const [path = "", format = "", outputPath = "", mailBytesMax] = process.argv.slice(2);
await run({
  path,
  format: format as ConvertedFormat,
  fileName: basename(path),
  title: basename(path),
  authors: [],
  language: "",
  sourceSha256: createHash("sha256")
    .update(await readFile(path))
    .digest("hex"),
  modifiedAt: "2026-01-01T00:00:00.000Z",
  outputPath,
  coverPath: `${outputPath}.cover`,
  ...(mailBytesMax && { mailBytesMax: Number(mailBytesMax), workPath: `${outputPath}.work` }),
});
