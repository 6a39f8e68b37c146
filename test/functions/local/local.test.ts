import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { projectDir } from "../../architecture/source-files.ts";
import { addDevices, drop, startServer, temporaryFolder, until } from "../../pipeline/server-process.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

/** Starts the server with settings that it cannot start with; answers what it said and how it ended. */
async function refusedStart(settings: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [join(projectDir, "functions/local.ts")], {
    cwd: projectDir,
    env: { DATA_DIR: folder.path, PORT: "0", ...settings },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
}

describe("the server on one machine", () => {
  it("prints the address to open with the token that it keeps, and serves there", async () => {
    const server = await startServer({ dataDir: folder.path });
    try {
      expect(server.token).toBe((await readFile(join(folder.path, "token"), "utf8")).trim());
      expect((await stat(join(folder.path, "token"))).mode & 0o777).toBe(0o600);
      expect((await fetch(`${server.address}/ready`)).status).toBe(200);
      expect((await fetch(`${server.address}/api/books`)).status).toBe(401);
      expect(await server.ask("/health/detailed")).toMatchObject({
        status: "ready",
        checks: [
          { name: "database", ok: true },
          { name: "inbox", ok: true },
        ],
      });
      const metrics = await fetch(`${server.address}/metrics`, {
        headers: { authorization: `Bearer ${server.token}` },
      });
      expect(await metrics.text()).toContain("kcs_inbox_files_waiting 0");
    } finally {
      await server.stop();
    }
  });

  it("lists every mistake in the settings, one sentence each, and ends with 2", async () => {
    const { code, said } = await refusedStart({ PORT: "http", LOG_FORMAT: "xml", HOST: "0.0.0.0" });
    expect(code).toBe(2);
    const sentences = said.trim().split("\n");
    expect(sentences).toHaveLength(3);
    for (const name of ["PORT", "LOG_FORMAT", "HOST"]) {
      expect(sentences.filter((sentence) => sentence.startsWith(`${name} `) && sentence.endsWith("."))).toHaveLength(1);
    }
  });

  it("says in a sentence that its port is taken", async () => {
    const other = createServer();
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { code, said } = await refusedStart({ PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(said.trim()).toBe(
      `Cannot serve on 127.0.0.1: port ${port} is in use already: stop the other program, or set PORT to another one.`,
    );
  });

  it("says in a sentence that its folder cannot be used", async () => {
    await writeFile(join(folder.path, "file"), "no folder");
    const { code, said } = await refusedStart({ DATA_DIR: join(folder.path, "file") });
    expect(code).toBe(2);
    expect(said.trim().split("\n")).toHaveLength(1);
    expect(said).toContain("cannot be used");
  });

  it.each(["SIGTERM", "SIGINT"] as const)("finishes what is under way at %s, and ends with 0", async (signal) => {
    const server = await startServer({ dataDir: folder.path });
    // A connection that stays open, as a browser's does, must not hold up the end.
    await fetch(`${server.address}/health`);
    const stream = await fetch(`${server.address}/api/events`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect(stream.status).toBe(200);
    await drop(folder.path, "book.txt", "A book\n\nWith a paragraph.\n");
    await until(
      async () => server.output(),
      (output) => output.includes("inbox.taken"),
      { withinMs: 20_000, what: "the book to be taken" },
    );
    process.kill(server.pid, signal);
    expect(await server.ended).toBe(0);
    const again = await startServer({ dataDir: folder.path });
    await until(
      () => again.ask<{ items: { status: string }[] }>("/api/books"),
      ({ items }) => items[0]?.status === "ready",
      { withinMs: 20_000, what: "the book to be ready" },
    );
    expect(await again.stop()).toBe(0);
  });

  it.each(["SIGTERM", "SIGINT"] as const)("ends with npm, which was sent %s and ends with 0", async (signal) => {
    const server = await startServer({ dataDir: folder.path, throughNpm: true });
    process.kill(server.pid, signal);
    expect(await server.ended).toBe(0);
    expect(server.output()).toContain("server.stopping");
    await expect(fetch(`${server.address}/health`)).rejects.toThrow();
  });

  it("waits at a signal for a mail that is under way, and ends at once at another one", async () => {
    // A mail server that never says a word.
    const silent = createServer(() => undefined);
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const connected = once(silent, "connection");
    const { port } = silent.address() as AddressInfo;
    const server = await startServer({ dataDir: folder.path, settings: { SMTP_URL: `smtp://127.0.0.1:${port}` } });
    await addDevices(server, "kitchen@kindle.com");
    await drop(folder.path, "book.txt", "A book\n\nWith a paragraph.\n");
    const [socket] = (await connected) as [Socket];
    process.kill(server.pid, "SIGINT");
    await until(
      async () => server.output(),
      (output) => output.includes("server.stopping"),
      { withinMs: 20_000, what: "the stop to begin" },
    );
    // Told twice at once is how npm passes a Ctrl-C on: that does not count as another one.
    process.kill(server.pid, "SIGINT");
    await until(
      () =>
        fetch(`${server.address}/health`).then(
          () => false,
          () => true,
        ),
      Boolean,
      { withinMs: 20_000, what: "no more requests to be taken" },
    );
    let ended = false;
    void server.ended.then(() => (ended = true));
    await until(
      async () => {
        process.kill(server.pid, "SIGINT");
        return ended;
      },
      Boolean,
      { withinMs: 10_000, what: "the end" },
    ).catch((error: unknown) => {
      // Gone between two looks.
      if (!ended) throw error;
    });
    expect(await server.ended).toBe(1);
    socket.destroy();
    silent.close();
  });

  it("logs in lines of JSON whose fields follow a document from the drop to the end", async () => {
    const server = await startServer({ dataDir: folder.path });
    await drop(folder.path, "book.txt", "A book\n\nWith a paragraph.\n");
    await until(
      async () => server.output(),
      (output) => output.includes("document.formatted"),
      { withinMs: 20_000, what: "the document" },
    );
    await server.stop();
    const lines = server
      .output()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const [received] = lines.filter(({ event, step }) => event === "book.received" && step === "ingest");
    expect(received).toMatchObject({
      severity: "INFO",
      eventId: expect.any(String),
      durationMs: expect.any(Number),
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const chain = lines.filter(({ correlationId }) => correlationId === received?.["correlationId"]);
    expect(chain.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["inbox.taken", "book.ingested", "document.formatted"]),
    );
    expect(chain.find(({ event }) => event === "inbox.taken")).toMatchObject({
      step: "ingest",
      eventId: received?.["eventId"],
      durationMs: expect.any(Number),
    });
    expect(server.output()).not.toMatch(/book\.txt|A book/);
  });
});
