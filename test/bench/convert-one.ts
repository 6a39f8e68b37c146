// One conversion in a process of its own, start-up included: what a user of a converter would run. Or one more after some
// others of the same, in a thread of the workshop, as in a server that runs: then the CPU seconds of the last one are printed.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { ConvertedFormat } from "../../events/values.ts";
import { type ConvertInput, type ConvertOutput, run } from "../../functions/format/convert.job.ts";
import { threadWorkshop } from "../../shared/adapters/workshop/thread-workshop.ts";
import type { Job } from "../../shared/ports/workshop.ts";

const [path = "", format = "", outputPath = "", mailBytesMax = "", before = "0"] = process.argv.slice(2);
const input: ConvertInput = {
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
  ...(mailBytesMax !== "" && { mailBytesMax: Number(mailBytesMax), workPath: `${outputPath}.work` }),
};
const conversionsBefore = Number(before);
if (conversionsBefore === 0) await run(input);
else {
  const workshop = threadWorkshop({ threads: 1, memoryMb: 512 });
  const convert: Job<ConvertInput, ConvertOutput> = {
    name: "convert",
    module: new URL("../../functions/format/convert.job.ts", import.meta.url),
  };
  let used = process.cpuUsage();
  for (let done = 0; done <= conversionsBefore; done += 1) {
    used = process.cpuUsage();
    await workshop.run(convert, input, { timeoutMs: 300_000 });
  }
  const { user, system } = process.cpuUsage(used);
  await workshop.close();
  process.stdout.write(`${JSON.stringify({ cpuSeconds: (user + system) / 1e6 })}\n`);
}
