import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { projectDir } from "../architecture/source-files.ts";
import { addDevices, drop, everyItem, startServer, temporaryFolder, until } from "./server-process.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

describe("npm run rebuild", () => {
  it("is refused while the server runs; afterwards it comes to the same library, which the server then shows", async () => {
    const server = await startServer({ dataDir: folder.path });
    await addDevices(server, "reader@kindle.com");
    for (const name of ["one", "two", "three"]) {
      await drop(folder.path, `${name}.txt`, `The ${name}\n\nOnce upon a time there was a book called ${name}.\n`);
    }
    await drop(folder.path, "broken.epub", new Uint8Array([80, 75, 3, 4, 0, 0]));
    const limit = { withinMs: 90_000, what: "four verdicts" };
    await until(() => everyItem<{ status: string }>(server, "/api/books"), settled, limit);
    await until(
      () => everyItem<{ status: string }>(server, "/api/deliveries"),
      (items) => items.length === 3 && items.every(({ status }) => status === "sent"),
      { ...limit, what: "three mails" },
    );
    const before = await everyItem(server, "/api/books");

    const refused = await run(folder.path);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("in use");
    await server.stop();

    const rebuilt = await run(folder.path);
    expect(rebuilt).toMatchObject({ code: 0 });
    expect(rebuilt.stdout).toMatch(
      /^Rebuilt \d+ documents from \d+ events in [\d.]+ seconds: equal to what was there before\.\n$/,
    );
    expect(rebuilt.stderr).toMatch(/\d+ events replayed/);

    const again = await startServer({ dataDir: folder.path });
    expect(await everyItem(again, "/api/books")).toEqual(before);
    await again.stop();
  });

  it("has one sentence for each wrong setting", async () => {
    const { code, stderr } = await run(folder.path, { PORT: "none" });
    expect(code).toBe(2);
    expect(stderr).toContain("PORT");
  });
});

function settled(items: readonly { status: string }[]): boolean {
  return items.length === 4 && items.every(({ status }) => status !== "received");
}

function run(dataDir: string, settings: Readonly<Record<string, string>> = {}) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const env = { PATH: process.env["PATH"], DATA_DIR: dataDir, ...settings };
    execFile(process.execPath, [join(projectDir, "functions/rebuild.ts")], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}
