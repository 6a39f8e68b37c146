import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { expect } from "@jest/globals";
import { hashOf } from "../../events/define-event.ts";
import { corpusFiles, corpusName } from "../corpora.ts";
import { itWhere } from "../it-where.ts";
import { proofFiles } from "../proof-sizes.ts";
import { drop, type ServerProcess, startServer, temporaryFolder } from "./server-process.ts";

const folders = [
  "zip-bombs",
  "zip-slip",
  "zip-malformed",
  "xml-attacks",
  "docs-corrupt",
  "polyglots",
  "path-traversal",
];
const files = proofFiles(corpusFiles(...folders.map((folder) => `hostile/${folder}`)));
/** The server itself and what is opened apart from it in threads, all of them in one process. */
const memoryMbMax = 512;
/** Far above the ten seconds that a file may take: it only bounds a hanging test. */
const givesUpAfterMs = 60_000;

interface Shown {
  status: string;
  rejection?: { code: string; message: string };
}

itWhere(files.length > 0, "hostile files through the whole server", "no corpora")(
  `gives each of ${files.length} hostile files its verdict, and goes on answering`,
  async () => {
    const folder = await temporaryFolder();
    const server = await startServer({ dataDir: folder.path });
    // What asks loads its own parts the first time, which is not the server's doing.
    await (await fetch(`${server.address}/health`)).arrayBuffer();
    const pulse = takePulse(server);
    const verdicts = new Map<string, number>();
    let slowest = { ms: 0, name: "" };
    try {
      for (const [number, path] of files.entries()) {
        const content = await readFile(path);
        const startedAt = performance.now();
        await drop(folder.path, `${number}-${basename(path)}`, content);
        const shown = await verdictOn(server, content, corpusName(path));
        const ms = performance.now() - startedAt;
        if (ms > slowest.ms) slowest = { ms, name: corpusName(path) };
        const verdict =
          shown.status === "rejected" ? (shown.rejection?.code ?? "rejected without a code") : shown.status;
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
        if (shown.status === "rejected") expect(shown.rejection?.message).toMatch(/\S+ .*\S+/);
      }
      const { answered, slowestMs, slowestOfHundredMs } = await pulse.stop();
      const memoryMb = await peakMemoryMb(server.pid);
      process.stderr.write(
        `hostile: ${files.length} files; slowest ${Math.round(slowest.ms)} ms (${slowest.name}); peak memory ${memoryMb} MB; ` +
          `/health answered ${answered} times, 99 of 100 within ${Math.round(slowestOfHundredMs)} ms, slowest ${Math.round(slowestMs)} ms\n` +
          [...verdicts]
            .sort(([, a], [, b]) => b - a)
            .map(([code, count]) => `  ${count} ${code}\n`)
            .join(""),
      );
      expect(memoryMb).toBeLessThan(memoryMbMax);
      expect(await server.stop()).toBe(0);
    } finally {
      await pulse.stop();
      await server.kill();
      await folder.remove();
    }
  },
  1_200_000,
);

async function verdictOn(server: ServerProcess, content: Buffer, name: string): Promise<Shown> {
  const id = hashOf("book", "home", createHash("sha256").update(content).digest("hex"));
  const giveUpAt = performance.now() + givesUpAfterMs;
  for (;;) {
    const response = await fetch(`${server.address}/api/books/${id}`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    if (response.ok) {
      const shown = (await response.json()) as Shown;
      if (shown.status !== "received") return shown;
    }
    if (performance.now() > giveUpAt) throw new Error(`No verdict on ${name}:\n${server.output().slice(-3000)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

interface Pulse {
  readonly answered: number;
  readonly slowestMs: number;
  /** So many milliseconds were enough for 99 of 100 answers. */
  readonly slowestOfHundredMs: number;
}

/** Asks /health over and over, and remembers how long the answers took. */
function takePulse(server: ServerProcess): { stop(): Promise<Pulse> } {
  const ending = new AbortController();
  let answered = 0;
  const times: number[] = [];
  const beating = (async () => {
    while (!ending.signal.aborted) {
      const askedAt = performance.now();
      const response = await fetch(`${server.address}/health`);
      await response.arrayBuffer();
      times.push(performance.now() - askedAt);
      if (response.status === 200) answered += 1;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  })();
  return {
    stop: async () => {
      ending.abort();
      await beating.catch(() => undefined);
      const sorted = times.toSorted((a, b) => b - a);
      return { answered, slowestMs: sorted[0] ?? 0, slowestOfHundredMs: sorted[Math.floor(sorted.length / 100)] ?? 0 };
    },
  };
}

/** The most memory that the process ever held, as the kernel counted it. */
async function peakMemoryMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
}
