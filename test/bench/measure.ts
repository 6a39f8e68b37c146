import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";

/** What a whole process cost, as the kernel counted it. */
export interface Cost {
  /** User and system time together, children included. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMemoryMb: number;
  readonly exitCode: number | null;
  readonly output: string;
}

const timeMark = "cpu-seconds:";

/** Runs a command to its end. CPU time by bash's `time`, memory by the largest high-water mark seen in /proc. */
export async function costOf(command: readonly string[], limitMs = 600_000): Promise<Cost> {
  const startedAt = performance.now();
  const child = spawn("bash", ["-c", `TIMEFORMAT='${timeMark} %U %S'; time "$@"; exit $?`, "bash", ...command], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limitMs,
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  let peakMemoryMb = 0;
  const watch = setInterval(() => {
    void peakOfTree(child.pid ?? 0).then((peak) => (peakMemoryMb = Math.max(peakMemoryMb, peak)));
  }, 10);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on("close", resolve);
    child.on("error", reject);
  });
  clearInterval(watch);
  const [, user = "0", system = "0"] = new RegExp(`${timeMark} ([\\d.]+) ([\\d.]+)`).exec(output) ?? [];
  return {
    cpuSeconds: Number(user) + Number(system),
    wallSeconds: (performance.now() - startedAt) / 1000,
    peakMemoryMb,
    exitCode,
    output,
  };
}

/** The largest high-water mark among a process and its descendants, in megabytes. */
async function peakOfTree(pid: number): Promise<number> {
  const [status, children] = await Promise.all([
    readFile(`/proc/${pid}/status`, "utf8").catch(() => ""),
    readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => ""),
  ]);
  const own = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  const below = await Promise.all(children.split(" ").filter(Boolean).map(Number).map(peakOfTree));
  return Math.max(own, ...below);
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
