/**
 * What a function costs before it answers for the first time, beside one that does nothing: `node test/bench/cold-start.ts`.
 * Both are folders as they are deployed (a bundle, V8's cache of its code, its packages beside it), each started by
 * functions-framework in a process of its own, in turns, so that a busy machine is as busy for one as for the other.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stepNames } from "../../events/define-event.ts";
import { type Bundle, bundleStep, startFile } from "../../terraform/bundle/bundle-step.ts";
import { linkPackages, makeCompileCache, writeBundle } from "../../terraform/bundle/write-bundle.ts";
import { startFunctionProcess } from "../bundle/function-process.ts";
import { median } from "./measure.ts";

const runs = Number(process.env["COLD_RUNS"] ?? 7);
/** Where bundles lie already, as in `dist`. */
const made = process.env["BUNDLES"];
/** DESIGN section 7. */
export const coldStartFactorMax = 1.5;

export interface ColdStart {
  readonly step: string;
  /** All code that may ever be loaded, without its source maps. */
  readonly bundleKb: number;
  /** Medians, as the rest: what is loaded before the function is registered. */
  readonly importMs: number;
  readonly rssMb: number;
  /** From the start of the process to its first answer, which a busy machine delays. */
  readonly readyMs: number;
  /** What all its threads had worked by then. */
  readonly cpuMs: number;
  /** The medians of what each run was, divided by the empty function's of the same turn. */
  readonly factors: { readonly ready: number; readonly cpu: number; readonly rss: number };
}

interface Asked {
  readonly name: string;
  readonly step: string;
  readonly asks: string;
}

type Start = Pick<ColdStart, "importMs" | "rssMb" | "readyMs" | "cpuMs">;

const emptyName = "empty";
const emptyFunction = `import { http } from "@google-cloud/functions-framework";
http("${emptyName}", (_request, response) => { response.end("here"); });
`;

const environment = {
  METADATA_SERVER_DETECTION: "none",
  GOOGLE_CLOUD_PROJECT: "cold-start",
  BUCKET: "cold-start",
  MAIL_FROM: "kindle@localhost",
  API_TOKEN: "0".repeat(32),
  PUSH_AUDIENCE: "cold-start",
  PUSH_CALLER: "cold-start@localhost",
};

if (import.meta.main) {
  const steps = process.argv.slice(2);
  for (const line of tableOf(await measureColdStarts(steps.length > 0 ? steps : stepNames))) {
    process.stdout.write(`${line}\n`);
  }
}

/** The empty function first, then every step. */
export async function measureColdStarts(steps: readonly string[] = stepNames): Promise<readonly ColdStart[]> {
  const folder = await mkdtemp(join(tmpdir(), "kcs-cold-"));
  try {
    const names = [emptyName, ...steps];
    const asked: readonly Asked[] = [
      ...names.map((step) => ({ name: step, step, asks: "/health" })),
      // What a reader waits for, who is the first to come: all of the page's code is loaded then.
      ...(steps.includes("api") ? [{ name: "api, the page", step: "api", asks: "/" }] : []),
    ];
    const starts = new Map<Asked, Start[]>(asked.map((each) => [each, []]));
    for (const name of names) {
      const place = join(folder, name);
      if (made !== undefined && name !== emptyName) {
        await cp(join(made, name), place, { recursive: true });
        continue;
      }
      await writeBundle(name === emptyName ? emptyBundle() : await bundleStep(name), place);
      await linkPackages(place);
      await makeCompileCache(place);
    }
    for (let run = 0; run < runs; run += 1) {
      for (const [each, all] of starts) all.push(await startOf(each, join(folder, each.step)));
    }
    const [empty = []] = starts.values();
    return await Promise.all(
      [...starts].map(async ([{ name, step }, all]) => ({
        step: name,
        bundleKb: await codeKb(join(folder, step)),
        importMs: median(all.map(({ importMs }) => importMs)),
        rssMb: median(all.map(({ rssMb }) => rssMb)),
        readyMs: median(all.map(({ readyMs }) => readyMs)),
        cpuMs: median(all.map(({ cpuMs }) => cpuMs)),
        factors: {
          ready: factorOf(all, empty, "readyMs"),
          cpu: factorOf(all, empty, "cpuMs"),
          rss: factorOf(all, empty, "rssMb"),
        },
      })),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function tableOf(rows: readonly ColdStart[]): readonly string[] {
  return [
    line("function", "bundle KB", "import ms", "RSS MB", "CPU ms", "answers ms", "RSS", "CPU", "answers"),
    ...rows.map(({ step, bundleKb, importMs, rssMb, cpuMs, readyMs, factors }) =>
      line(
        step,
        bundleKb.toFixed(0),
        importMs.toFixed(0),
        rssMb.toFixed(0),
        cpuMs.toFixed(0),
        readyMs.toFixed(0),
        times(factors.rss),
        times(factors.cpu),
        times(factors.ready),
      ),
    ),
    verdictOn(rows),
  ];
}

function line(...cells: readonly string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(14) : cell.padStart(11))).join("");
}

function times(factor: number): string {
  return `${factor.toFixed(2)} x`;
}

/** By CPU: what else a shared machine is doing is in the time until the answer, and not in that. */
function verdictOn(rows: readonly ColdStart[]): string {
  const above = rows.filter(({ factors }) => Math.max(factors.cpu, factors.rss) > coldStartFactorMax);
  const turns = `Medians of ${runs} turns; by CPU and memory `;
  if (above.length === 0) return `${turns}each is within ${coldStartFactorMax} x of the empty one.`;
  return `${turns}above ${coldStartFactorMax} x of the empty one: ${above.map(({ step }) => step).join(", ")}.`;
}

function factorOf(all: readonly Start[], empty: readonly Start[], what: keyof Start): number {
  return median(all.map((start, turn) => start[what] / (empty[turn]?.[what] ?? Number.NaN)));
}

function emptyBundle(): Bundle {
  const texts = { "function.js": emptyFunction, "index.js": startFile, "package.json": '{ "type": "module" }' };
  const files = new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]));
  return { step: emptyName, hash: "", files };
}

async function startOf({ step, asks }: Asked, folder: string): Promise<Start> {
  const importMs = await importTimeOf(folder);
  const process = await startFunctionProcess({ folder, target: step, environment, asks });
  const [rssMb, cpuMs] = await Promise.all([residentMb(process.pid), cpuMsOf(process.pid)]);
  process.kill("SIGKILL");
  await process.ended;
  return { importMs, rssMb, readyMs: process.readyMs, cpuMs };
}

/** What the function's own code takes to be loaded, where the framework is already. */
async function importTimeOf(folder: string): Promise<number> {
  const script = `await import("@google-cloud/functions-framework");
const startedAt = performance.now();
await import("./index.js");
console.log("import-ms:" + (performance.now() - startedAt));
process.exit(0);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  await once(child, "close");
  return Number(/import-ms:([\d.]+)/.exec(said)?.[1] ?? Number.NaN);
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

/** Of all threads that are there, in nanoseconds as the kernel's scheduler counts them. */
async function cpuMsOf(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`);
  const worked = threads.map(async (thread) => {
    // One that has just ended had nothing to do with it: those of V8 and of the loop stay.
    const worked = await readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8").catch(() => "0");
    return Number(worked.split(" ")[0]) / 1e6;
  });
  return (await Promise.all(worked)).reduce((sum, each) => sum + each, 0);
}

async function codeKb(folder: string): Promise<number> {
  const code = (await readdir(folder)).filter((name) => name.endsWith(".js"));
  const sizes = await Promise.all(code.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}
