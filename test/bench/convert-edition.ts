// Editions in a process of their own, start-up included, in a thread of the workshop, as the server prints them: the
// first one, and one more. Prints the CPU seconds of each, and the most memory that there ever was, in MB.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ConvertInput, ConvertOutput } from "../../functions/format/convert.job.ts";
import { threadWorkshop } from "../../shared/adapters/workshop/thread-workshop.ts";
import type { Job } from "../../shared/ports/workshop.ts";

const [layoutPath = "", filesPath = "", outputPath = ""] = process.argv.slice(2);
const layout = await readFile(layoutPath);
const input: ConvertInput = {
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
};
const convert: Job<ConvertInput, ConvertOutput> = {
  name: "convert",
  module: new URL("../../functions/format/convert.job.ts", import.meta.url),
};
const workshop = threadWorkshop({ threads: 1, memoryMb: 512 });
const cpuSeconds: number[] = [];
for (let before = 0; cpuSeconds.length < 2; ) {
  await workshop.run(convert, input, { timeoutMs: 300_000 });
  const { user, system } = process.cpuUsage();
  const all = (user + system) / 1e6;
  cpuSeconds.push(all - before);
  before = all;
}
await workshop.close();
const peakMemoryMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ cpuSeconds, peakMemoryMb })}\n`);
