import { spawn } from "node:child_process";
import { once } from "node:events";

/** Runs the suites of Google Cloud in a process of its own. Answers its exit code. An end of ours comes to it first. */
export async function runJest(
  parameters: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
  const jest = spawn(
    process.execPath,
    [
      "--experimental-vm-modules",
      "--no-warnings",
      "node_modules/jest/bin/jest.js",
      "--config",
      "test/google/jest.config.json",
      ...parameters,
    ],
    { stdio: "inherit", env: { ...process.env, ...environment } },
  );
  const forward = () => void jest.kill("SIGTERM");
  process.on("SIGTERM", forward);
  const [code] = (await once(jest, "exit")) as [number | null];
  return code ?? 1;
}
