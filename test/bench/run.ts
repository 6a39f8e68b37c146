/**
 * What it costs, beside what a user would use instead, in one run on one machine: `npm run bench`. Rows whose tool is
 * not installed say so. Medians of `runs` runs; the noise of a shared machine is in the difference between two benches.
 */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureColdStarts, tableOf } from "./cold-start.ts";
import { measureEdition } from "./edition.ts";
import { closeEpubcheck, epubcheckErrors } from "./epubcheck-errors.ts";
import { measureExtraction } from "./extract.ts";
import { measureFeeds } from "./feeds.ts";
import { type BenchInput, makeInputs } from "./inputs.ts";
import { type Cost, costOf, median } from "./measure.ts";
import { measurePolling } from "./poll-feeds.ts";
import { measureProduct } from "./product.ts";

const runs = Number(process.env["RUNS"] ?? 3);
const convertOne = join(import.meta.dirname, "convert-one.ts");
/** As `npm start` loads it. */
const compileCache = join(import.meta.dirname, "../../shared/compile-cache.js");

interface Converter {
  readonly name: string;
  readonly isThere: boolean;
  /** Whether it has a budget. */
  readonly isOurs?: boolean;
  command(input: BenchInput, output: string): readonly string[];
  /** Of what the command says, where it counts for itself. Absent: all that its process used. */
  cpuSecondsIn?(output: string): number;
}

const isInstalled = (command: string) => spawnSync("which", [command]).status === 0;

const ours = ({ path, format, mailBytesMax }: BenchInput, output: string) => [
  process.execPath,
  "--import",
  compileCache,
  convertOne,
  path,
  format,
  output,
  mailBytesMax === undefined ? "" : String(mailBytesMax),
];
/** After so many of the same a process has compiled what it needs. */
const conversionsBefore = 5;

const converters: readonly Converter[] = [
  { name: "ours", isThere: true, isOurs: true, command: ours },
  {
    name: "ours, running",
    isThere: true,
    isOurs: true,
    command: (input, output) => [...ours(input, output), String(conversionsBefore)],
    cpuSecondsIn: (output) => (JSON.parse(/^\{.*\}$/m.exec(output)?.[0] ?? "{}") as { cpuSeconds: number }).cpuSeconds,
  },
  {
    name: "pandoc",
    isThere: isInstalled("pandoc"),
    command: ({ path, format }, output) => [
      "pandoc",
      "-f",
      format,
      "-t",
      "epub3",
      "--metadata",
      "title=A book",
      "-o",
      output,
      path,
    ],
  },
  {
    name: "ebook-convert",
    isThere: isInstalled("ebook-convert"),
    command: ({ path }, output) => ["ebook-convert", path, output],
  },
];

const folder = await mkdtemp(join(tmpdir(), "kcs-bench-"));
try {
  say(`node ${process.version}, ${runs} runs each, medians\n`);
  say(row("converting", "converter", "CPU s", "budget", "wall s", "peak MB", "epubcheck errors"));
  for (const input of await makeInputs(folder)) {
    for (const converter of converters) say(await conversionRow(input, converter));
  }
  say("");
  say(row("the product", "measured", "budget"));
  for (const { what, measured, budget } of await measureProduct()) say(row(what, measured, budget));
  say("");
  say(row("the newspaper", "measured", "budget"));
  for (const { what, measured, budget } of measureFeeds()) say(row(what, measured, budget));
  for (const { what, measured, budget } of await measurePolling()) say(row(what, measured, budget));
  for (const { what, measured, budget } of await measureEdition(folder)) say(row(what, measured, budget));
  for (const { what, measured, budget } of measureExtraction()) say(row(what, measured, budget));
  say("");
  for (const line of tableOf(await measureColdStarts())) say(line);
} finally {
  closeEpubcheck();
  await rm(folder, { recursive: true, force: true });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function conversionRow(input: BenchInput, converter: Converter): Promise<string> {
  const budget = converter.isOurs ? input.budgetSeconds.toFixed(2) : "";
  if (!converter.isThere) return row(input.name, converter.name, "not installed", budget, "", "", "");
  const output = join(folder, `${converter.name}.epub`);
  const costs: Cost[] = [];
  // What takes a minute once is not run three times.
  while (costs.length < runs && (costs.length === 0 || (costs[0]?.wallSeconds ?? 0) < 60)) {
    costs.push(await costOf(converter.command(input, output)));
  }
  const failed = costs.find(({ exitCode }) => exitCode !== 0);
  if (failed !== undefined) return row(input.name, converter.name, `failed: ${failed.output.trim().slice(-200)}`);
  return row(
    input.name,
    converter.name,
    median(costs.map((cost) => converter.cpuSecondsIn?.(cost.output) ?? cost.cpuSeconds)).toFixed(2),
    budget,
    converter.cpuSecondsIn ? "" : median(costs.map(({ wallSeconds }) => wallSeconds)).toFixed(2),
    median(costs.map(({ peakMemoryMb }) => peakMemoryMb)).toFixed(0),
    await epubcheckErrors(output),
  );
}

function row(first: string, ...rest: readonly string[]): string {
  return [first.padEnd(40), ...rest.map((cell) => cell.padEnd(14))].join(" ").trimEnd();
}
