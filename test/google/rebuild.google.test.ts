import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { type AnyEvent, eventNamed } from "../../events/catalogue.ts";
import { fromWire } from "../../events/wire.ts";
import { isNews, projectEvent } from "../../functions/project/project-event.ts";
import { rebuild } from "../../functions/project/rebuild.ts";
import type { FirestoreClient } from "../../shared/adapters/google/firestore-client.ts";
import { firestoreJournal } from "../../shared/adapters/google/firestore-journal.ts";
import { firestoreReadModels } from "../../shared/adapters/google/firestore-read-models.ts";
import type { ReadModels } from "../../shared/ports/read-models.ts";
import { books } from "../../shared/read-models/books.ts";
import { deliveries } from "../../shared/read-models/deliveries.ts";
import { devices } from "../../shared/read-models/devices.ts";
import { dumpOf, inMemory } from "../functions/project/in-memory.ts";
import { emptyFirestore } from "./firestore-in-test.ts";

const folder = join(import.meta.dirname, "../fixtures/events");

/** Every event that was ever published, once: a history in which everything has happened. */
const history: readonly AnyEvent[] = readdirSync(folder)
  .toSorted()
  .map((file) => fromWire(JSON.parse(readFileSync(join(folder, file), "utf8"))))
  .map((event) => eventNamed(event.name)?.parse(event) as AnyEvent)
  .filter(isNews);

/** Two of them are one event, as it was at different times. */
const kept = new Set(history.map(({ id }) => id)).size;

let projectId: string;
let client: FirestoreClient;
let world: ReturnType<typeof worldOn>;
beforeEach(() => {
  projectId = `test-${randomUUID().slice(0, 18)}`;
  client = emptyFirestore(projectId);
  world = worldOn(client);
});

function worldOn(firestore: FirestoreClient) {
  return { journal: firestoreJournal(firestore), readModels: firestoreReadModels(firestore) };
}

/** What the embedded adapters come to: the same, document by document. */
async function embedded(events: readonly AnyEvent[]): Promise<readonly string[]> {
  const memory = inMemory();
  for (const event of events) await projectEvent(event, memory);
  const lines = await dumpOf(memory.readModels);
  await memory.close();
  return lines;
}

async function run(): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, ["functions/rebuild-google.ts"], {
    env: { ...process.env, GOOGLE_CLOUD_PROJECT: projectId },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}

/** What other steps keep of feeds and books is derived by a rebuild, and no projection's. */
const projected = (lines: readonly string[]) =>
  lines.filter((line) => !/^(intakes|feeds|feed-subscribers) /.test(line));

async function rebuilt(readModels: ReadModels) {
  const beside = inMemory();
  const atWorkSince = new Date(Date.now() - 600_000);
  const { journal } = world;
  const report = await rebuild({ journal, readModels, beside: beside.readModels, onProgress: () => {}, atWorkSince });
  await beside.close();
  return report;
}

describe("a rebuild on Firestore", () => {
  it("comes to what the embedded one comes to, by the operator's command, and says what it mended", async () => {
    for (const event of history) await projectEvent(event, world);
    const right = await embedded(history);
    expect(await dumpOf(world.readModels)).toEqual(right);
    const first = await run();
    expect([first.code, first.code === 0 ? "" : first.output]).toEqual([0, ""]);
    const [device] = await Array.fromAsync(world.readModels.all(devices));
    if (device === undefined) throw new Error("The history has no device");
    const [account, id, document] = device;
    await world.readModels.update(devices, account, id, () => ({ ...document, name: "tampered" }));
    await world.readModels.update(devices, account, "made-up", () => ({ ...document, id: "made-up" }));
    await world.readModels.clear(deliveries);
    const second = await run();
    expect(second.code).toBe(0);
    expect(second.output).toContain("devices: 1 changed, 0 added, 1 removed");
    expect(second.output).toContain(`from ${kept} events`);
    expect(projected(await dumpOf(world.readModels))).toEqual(projected(right));
    const third = await run();
    expect(third.output).toContain("equal to what was there before");
  }, 300_000);

  it("writes nothing where the read models are right", async () => {
    for (const event of history) await projectEvent(event, world);
    await rebuilt(world.readModels);
    const { meter } = await client();
    const before = meter.totals().firestoreWrites;
    const lines = await dumpOf(world.readModels);
    await rebuilt(world.readModels);
    expect(await dumpOf(world.readModels)).toEqual(lines);
    expect(meter.totals().firestoreWrites).toBe(before);
  }, 300_000);

  it("loses nothing of what functions write meanwhile", async () => {
    const half = Math.floor(history.length / 2);
    for (const event of history.slice(0, half)) await projectEvent(event, world);
    await world.readModels.clear(books);
    let told = false;
    const report = await rebuilt({
      ...world.readModels,
      update: async (...args) => {
        if (!told) {
          told = true;
          for (const event of history.slice(half)) await projectEvent(event, world);
        }
        return await world.readModels.update(...args);
      },
    });
    expect(report.caughtUp).toBe(kept);
    expect(projected(await dumpOf(world.readModels))).toEqual(await embedded(history));
  }, 300_000);
});
