import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { threadWorkshop } from "../../shared/adapters/workshop/thread-workshop.ts";
import { projectDir } from "../architecture/source-files.ts";
import { trial, workshopContract } from "./workshop.contract.ts";

workshopContract("threadWorkshop", async (options) => threadWorkshop(options));

it("runs as many jobs at once as it has threads", async () => {
  const workshop = threadWorkshop({ threads: 2, memoryMb: 96 });
  const spinning = workshop.run(trial, { does: "spin" }, { timeoutMs: 60_000 });
  expect(await workshop.run(trial, { does: "echo", value: "beside it" }, { timeoutMs: 60_000 })).toBe("beside it");
  await Promise.all([workshop.close(), expect(spinning).rejects.toThrow("The workshop is closed")]);
});

it("replaces a thread that holds on to memory after its job", async () => {
  const workshop = threadWorkshop({ threads: 1, memoryMb: 96 });
  const limits = { timeoutMs: 60_000 };
  await workshop.run(trial, { does: "keep", value: 70_000_000 }, limits);
  expect(await workshop.run(trial, { does: "count" }, limits)).toBe(1);
  await workshop.run(trial, { does: "keep", value: 1_000_000 }, limits);
  expect(await workshop.run(trial, { does: "count" }, limits)).toBe(3);
  await workshop.close();
});

it("rejects what is running and waiting when it closes, and what comes after", async () => {
  const workshop = threadWorkshop({ threads: 1, memoryMb: 96 });
  const all = ["spin", "echo"].map((does) =>
    workshop.run(trial, { does: does as "spin" | "echo" }, { timeoutMs: 60_000 }),
  );
  const rejected = all.map((one) => expect(one).rejects.toThrow("The workshop is closed"));
  await workshop.close();
  await Promise.all(rejected);
  await expect(workshop.run(trial, { does: "echo" }, { timeoutMs: 1000 })).rejects.toThrow("closed");
});

it("gets a thread ready before there is a job, with what the job needs", async () => {
  const missing = new URL("./jobs/no-such.job.ts", import.meta.url);
  const workshop = threadWorkshop({ threads: 1, memoryMb: 96, preload: [trial.module, missing] });
  workshop.warm();
  workshop.warm();
  expect(await workshop.run(trial, { does: "count" }, { timeoutMs: 60_000 })).toBe(1);
  await workshop.close();
});

it("keeps what its threads compile where the process keeps its own", () => {
  const asked = `import { getCompileCacheDir } from "node:module"; export const run = () => getCompileCacheDir() ?? "nowhere";`;
  const script = `
    import { getCompileCacheDir } from "node:module";
    import { threadWorkshop } from "./shared/adapters/workshop/thread-workshop.ts";
    const workshop = threadWorkshop({ threads: 1, memoryMb: 96 });
    const job = { name: "asked", module: new URL(${JSON.stringify(`data:text/javascript,${asked}`)}) };
    const answered = await workshop.run(job, {}, { timeoutMs: 60_000 });
    await workshop.close();
    console.log(JSON.stringify({ ofProcess: getCompileCacheDir(), ofThread: answered }));`;
  const words = ["--import", join(projectDir, "shared/compile-cache.js"), "--input-type=module", "--eval", script];
  const said = execFileSync(process.execPath, words, { cwd: projectDir, encoding: "utf8" });
  const { ofProcess, ofThread } = JSON.parse(said) as { ofProcess: string; ofThread: string };
  expect(ofProcess).toContain("kindle-content-server");
  expect(ofThread).toBe(ofProcess);
});
