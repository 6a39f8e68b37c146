import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type ResidentAnswer, residentVariable, startEpubcheck } from "./epubcheck.ts";

/**
 * Before the suites of a test run: one EPUBCheck for all of them, whatever process they run in. Java takes seconds to start and to warm
 * up, so it starts when the first suite asks, and once. Answers what ends it after them.
 */
export default async function openResidentEpubcheck(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "kcs-epubcheck-"));
  const path = process.platform === "win32" ? `\\\\.\\pipe\\${folder.slice(3)}` : join(folder, "socket");
  const epubcheck = startEpubcheck();
  const server = createServer((socket) => {
    const answer = (said: ResidentAnswer) => socket.writable && socket.write(`${JSON.stringify(said)}\n`);
    // A suite that has ended does not wait for answers.
    socket.on("error", () => undefined);
    // Java answers in the order of the questions.
    createInterface({ input: socket }).on("line", (file) => {
      epubcheck.check(file).then(
        (messages) => answer({ messages }),
        (error: unknown) => answer({ failed: String(error) }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  server.unref();
  process.env[residentVariable] = path;
  ending.end = async () => {
    epubcheck.close();
    server.close();
    await rm(folder, { recursive: true, force: true });
  };
}

/** How the run's teardown, a module of its own, gets at it. */
export const ending: { end?: () => Promise<void> } = {};
