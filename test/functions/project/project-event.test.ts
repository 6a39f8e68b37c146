import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import type { AnyEvent } from "../../../events/catalogue.ts";
import { firstCause } from "../../../events/define-event.ts";
import { deviceAdded } from "../../../events/device-added.ts";
import { type FeedDue, feedDue } from "../../../events/feed-due.ts";
import { Rejected } from "../../../events/rejected.ts";
import { projectHandlers } from "../../../functions/project/handlers.ts";
import { projectEvent } from "../../../functions/project/project-event.ts";
import { devices } from "../../../shared/read-models/devices.ts";
import { arbitraryHistory } from "../../events/arbitrary-events.ts";
import { proofRuns } from "../../proof-sizes.ts";
import { dumpOf, inMemory } from "./in-memory.ts";

describe("project", () => {
  it("comes to the same documents whatever order events come in, and however often", async () => {
    const disorder = arbitraryHistory.chain((history) =>
      fc.record({
        history: fc.constant(history),
        shuffled: fc.shuffledSubarray(history, { minLength: history.length }),
        repeats: fc.subarray(history),
      }),
    );
    let documents = 0;
    await fc.assert(
      fc.asyncProperty(disorder, async ({ history, shuffled, repeats }) => {
        const ordered = await projected(history);
        expect(await projected([...shuffled, ...repeats])).toEqual(ordered);
        documents += ordered.length;
      }),
      proofRuns(150),
    );
    expect(documents).toBeGreaterThan(100);
  });

  it("loses none of many events that come at once", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryHistory, async (history) => {
        const ports = inMemory();
        await Promise.all(history.map((event) => projectEvent(event, ports)));
        expect(await dumpOf(ports.readModels)).toEqual(await projected(history));
        await ports.close();
      }),
      { numRuns: 30 },
    );
  });

  it("keeps every event in the journal, once, as it came", async () => {
    const ports = inMemory();
    const event = { ...added("Kitchen", "08:00"), data: { ...added("Kitchen", "08:00").data, newerField: "kept" } };
    await projectEvent(event, ports);
    await projectEvent(event, ports);
    expect(await Array.fromAsync(ports.journal.all())).toEqual([event]);
    await ports.close();
  });

  it("goes by the event as first kept when a repeat differs", async () => {
    const ports = inMemory();
    await projectEvent(added("Kitchen", "08:00"), ports);
    await projectEvent(added("Bedroom", "09:00"), ports);
    const id = added("Kitchen", "08:00").data.deviceId;
    expect(await ports.readModels.get(devices, "home", id)).toMatchObject({
      name: "Kitchen",
      addedAt: "2026-03-01T08:00:00.000Z",
    });
    await ports.close();
  });

  it("refuses an event that is malformed or unknown, and keeps nothing of it", async () => {
    const ports = inMemory();
    const event = added("Kitchen", "08:00");
    await expect(projectEvent({ ...event, data: {} }, ports)).rejects.toThrow(Rejected);
    await expect(projectEvent({ ...event, name: "device.melted" }, ports)).rejects.toMatchObject({
      code: "event/unknown",
    });
    expect(await Array.fromAsync(ports.journal.all())).toEqual([]);
    await ports.close();
  });

  it("waits for a newer version of itself where an event is newer, and keeps nothing of it", async () => {
    const ports = inMemory();
    await expect(projectEvent({ ...added("Kitchen", "08:00"), version: 99 }, ports)).rejects.toThrow(/newer/);
    expect(await Array.fromAsync(ports.journal.all())).toEqual([]);
    await ports.close();
  });

  it("updates nothing when the journal has not kept the event", async () => {
    const ports = inMemory();
    const journal = { ...ports.journal, append: () => Promise.reject(new Error("disk full")) };
    await expect(projectEvent(added("Kitchen", "08:00"), { ...ports, journal })).rejects.toThrow("disk full");
    expect(await dumpOf(ports.readModels)).toEqual([]);
    await ports.close();
  });

  it("keeps a reader's wish for a feed, and not that its turn has come round", async () => {
    const ports = inMemory();
    await projectEvent(due("schedule"), ports);
    await projectEvent(due("reader"), ports);
    expect(await Array.fromAsync(ports.journal.all())).toEqual([due("reader")]);
    await ports.close();
  });

  it("is woken by every event", () => {
    const ports = inMemory();
    expect(projectHandlers(ports).length).toBeGreaterThan(20);
  });
});

async function projected(events: readonly AnyEvent[]) {
  const ports = inMemory();
  for (const event of events) await projectEvent(event, ports);
  const dump = await dumpOf(ports.readModels);
  await ports.close();
  return dump;
}

function added(name: string, at: string) {
  return deviceAdded.from(firstCause("home", "key"), {
    subject: "device-1",
    at: new Date(`2026-03-01T${at}:00.000Z`),
    data: { deviceId: "device-1", sealedEmail: "sealed", name, automatic: true },
  });
}

function due(by: "schedule" | "reader"): FeedDue {
  return feedDue.from(firstCause("public", by), { subject: "feed", at: new Date(0), data: { feedId: "feed", by } });
}
