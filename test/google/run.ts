import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeCredentials } from "./credentials.ts";
import { findEmulators, startEmulators } from "./emulators.ts";

// `npm run test:google`: the contract suites against Google Cloud's emulators. What follows is handed on to Jest.

const jars = findEmulators(process.env["PATH"] ?? "", { wanted: process.env["EMULATORS"] });
if (typeof jars === "string") {
  process.stderr.write(`not run: the suites of Google Cloud (${jars})\n`);
} else {
  const folder = await mkdtemp(join(tmpdir(), "kcs-emulators-"));
  const credentials = join(folder, "credentials.json");
  await writeCredentials(credentials);
  const emulators = await startEmulators(jars, folder);
  // The end comes to Jest first, which ends; then to the emulators.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
  try {
    const jest = spawn(
      process.execPath,
      [
        "--experimental-vm-modules",
        "--no-warnings",
        "node_modules/jest/bin/jest.js",
        "--config",
        "test/google/jest.config.json",
        ...process.argv.slice(2),
      ],
      {
        stdio: "inherit",
        env: { ...process.env, ...emulators.environment, GOOGLE_APPLICATION_CREDENTIALS: credentials },
      },
    );
    const forward = () => void jest.kill("SIGTERM");
    process.on("SIGTERM", forward);
    const [code] = (await once(jest, "exit")) as [number | null];
    process.exitCode = code ?? 1;
  } finally {
    await emulators.stop();
    // Only the logs of a run that went well are nobody's business any more.
    if (process.exitCode === 0) await rm(folder, { recursive: true, force: true });
    else process.stderr.write(`The emulators' logs lie in ${folder}\n`);
  }
}
