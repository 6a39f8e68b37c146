import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeCredentials } from "./credentials.ts";
import { type EmulatorSource, findEmulators, startEmulators } from "./emulators.ts";
import { indexCommands } from "./index-commands.ts";
import { runJest } from "./run-jest.ts";
import { chooseTarget } from "./target.ts";

// `npm run test:google`: the contract suites against Google Cloud's emulators, or against the project that
// GOOGLE_TEST_PROJECT names. What follows is handed on to Jest, but for `--indexes`, which prints what a project needs.

const parameters = process.argv.slice(2);
const runBytes = 6;
const target = chooseTarget(process.env, randomBytes(runBytes).toString("hex"));
if (target.kind === "refused") {
  process.stderr.write(`refused: ${target.why}\n`);
  process.exitCode = 1;
} else if (target.kind === "project") {
  if (parameters.includes("--indexes")) process.stdout.write(`${indexCommands(target).join("\n")}\n`);
  else {
    // Google's libraries are loaded where they are wanted: the emulators need the memory.
    const { runOnProject } = await import("./run-on-project.ts");
    process.exitCode = await runOnProject(target, parameters);
  }
} else {
  const jars = findEmulators(process.env["PATH"] ?? "", { wanted: process.env["EMULATORS"] });
  if (typeof jars === "string") process.stderr.write(`not run: the suites of Google Cloud (${jars})\n`);
  else await runOnEmulators(jars);
}

async function runOnEmulators(jars: EmulatorSource): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "kcs-emulators-"));
  const credentials = join(folder, "credentials.json");
  await writeCredentials(credentials);
  const emulators = await startEmulators(jars, folder);
  try {
    process.exitCode = await runJest(parameters, {
      ...emulators.environment,
      GOOGLE_APPLICATION_CREDENTIALS: credentials,
    });
  } finally {
    await emulators.stop();
    // Only the logs of a run that went well are nobody's business any more.
    if (process.exitCode === 0) await rm(folder, { recursive: true, force: true });
    else process.stderr.write(`The emulators' logs lie in ${folder}\n`);
  }
}
