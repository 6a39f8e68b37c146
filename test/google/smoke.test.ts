import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { addDevices, everyItem, type ServerProcess, startServer, temporaryFolder } from "../pipeline/server-process.ts";
import { type SmokeSettings, smokeTest } from "./smoke-test.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startServer({ dataDir: folder.path });
});
afterEach(async () => {
  await server.kill();
  await folder.remove();
});

const settingsFor = (more: Partial<SmokeSettings> = {}): SmokeSettings => ({
  address: server.address,
  token: server.token,
  documents: 1,
  devices: [],
  withinMs: 60_000,
  run: "of a test",
  ...more,
});

describe("the smoke test", () => {
  it("passes on a server that works, tells what it saw, and leaves nothing behind", async () => {
    const told: string[] = [];
    await smokeTest(settingsFor({ documents: 2 }), (sentence) =>
      told.push(sentence.replaceAll(/\d+ (ms|bytes)|as \S+/g, "…")),
    );
    expect(told).toEqual(
      [1, 2].flatMap((number) => [
        `Smoke test of a test, ${number}: taken … after …`,
        `Smoke test of a test, ${number}: an EPUB of … after …`,
        `Smoke test of a test, ${number}: complete after …`,
      ]),
    );
    expect(await everyItem(server, "/api/books")).toEqual([]);
  });

  it("sees mail out, where it is given a device", async () => {
    const devices = await addDevices(server, "kitchen@kindle.com");
    const told: string[] = [];
    await smokeTest(settingsFor({ devices }), (sentence) => told.push(sentence));
    expect(told.at(-1)).toContain("sent to 1 devices");
  });

  it("fails with the reason where the document is not made in time", async () => {
    await expect(smokeTest(settingsFor({ withinMs: -1 }), () => {})).rejects.toThrow(
      "Waited -1 ms for the document to be ready.",
    );
  });

  it("fails with the answer where its token is not taken", async () => {
    await expect(smokeTest(settingsFor({ token: "of somebody else, and long enough" }), () => {})).rejects.toThrow(
      "POST /api/books?deliver=false answered 401",
    );
  });
});
