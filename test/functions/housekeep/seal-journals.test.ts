import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import type { Envelope } from "../../../events/define-event.ts";
import { journalSealed } from "../../../events/journal-sealed.ts";
import { housekeepOnce } from "../../../functions/housekeep/housekeep-once.ts";
import { chainStart, headAfter } from "../../../functions/housekeep/journal-chain.ts";
import { sealJournal } from "../../../functions/housekeep/seal-journals.ts";
import { journalSeals, newestSealId } from "../../../shared/read-models/journal-seals.ts";
import { deviceEvent, type HousekeepWorld, openHousekeepWorld } from "./housekeep-world.ts";

let world: HousekeepWorld;
beforeEach(async () => {
  world = await openHousekeepWorld();
});
afterEach(() => world.close());

const headOf = (events: readonly Envelope[], account = "home") =>
  events.reduce((head, event) => headAfter(head, { event, place: "p" }), chainStart(account)).sha256;
const seal = () => world.ports.readModels.get(journalSeals, "home", newestSealId);

describe("the chain over a journal", () => {
  const list = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { minLength: 1, maxLength: 8 });

  it("comes to another head whatever is changed, taken away, put in or moved", () => {
    fc.assert(
      fc.property(list, fc.nat(), fc.nat(), (ids, one, other) => {
        const events = ids.map((id) => deviceEvent(id));
        const head = headOf(events);
        const at = one % events.length;
        const changed = events.map((event, place) =>
          place === at ? { ...event, occurredAt: "2026-03-01T08:00:00.001Z" } : event,
        );
        expect(headOf(changed)).not.toBe(head);
        expect(headOf(events.toSpliced(at, 1))).not.toBe(head);
        expect(headOf(events.toSpliced(at, 0, deviceEvent("another")))).not.toBe(head);
        const swap = other % events.length;
        const moved = [...events];
        [moved[at], moved[swap]] = [moved[swap] as Envelope, moved[at] as Envelope];
        if (swap !== at) expect(headOf(moved)).not.toBe(head);
        expect(headOf(events, "other")).not.toBe(head);
        expect(headOf(ids.map((id) => deviceEvent(id)))).toBe(head);
      }),
    );
  });
});

describe("the day's seal", () => {
  it("holds every event since the one before, that seal included, and there is none where nothing has happened", async () => {
    await world.project(deviceEvent("a"), deviceEvent("b"), deviceEvent("c", "other"));
    expect(await housekeepOnce(world.ports)).toMatchObject({ seals: 2 });
    const first = world.announced
      .filter(({ account }) => account === "home")
      .map((event) => journalSealed.parse(event));
    expect(first.map(({ data }) => [data.from.events, data.to.events])).toEqual([[0, 2]]);
    expect(first[0]?.data.to.sha256).toBe(headOf([deviceEvent("a"), deviceEvent("b")]));
    await world.projectAnnounced();

    expect(await housekeepOnce(world.ports)).toMatchObject({ seals: 0 });
    expect(await housekeepOnce(world.ports)).toMatchObject({ seals: 0 });
    await world.project(deviceEvent("d"));
    expect(await housekeepOnce(world.ports)).toMatchObject({ seals: 1 });
    const next = journalSealed.parse(world.announced[0] as Envelope);
    // Two devices, the seal, the third device.
    expect([next.data.from.events, next.data.to.events]).toEqual([2, 4]);
    await world.projectAnnounced();
    expect(await seal()).toMatchObject({ to: { events: 4 } });
  });

  it("is the same event when it is made again before anybody has heard of it", async () => {
    await world.project(deviceEvent("a"));
    await sealJournal("home", world.ports);
    // Meanwhile something more has happened: the first seal stands.
    await world.project(deviceEvent("b"));
    await sealJournal("home", world.ports);
    const [first, second] = world.announced;
    expect(second?.id).toBe(first?.id);
    await world.projectAnnounced();
    expect(await seal()).toMatchObject({ to: { events: 1 } });
    await sealJournal("home", world.ports);
    await world.projectAnnounced();
    expect(await seal()).toMatchObject({ from: { events: 1 }, to: { events: 3 } });
  });

  it.each([
    ["changed", "UPDATE journal SET event = replace(event, 'Kindle b', 'Kindle x') WHERE position = 2"],
    ["taken away", "DELETE FROM journal WHERE position = 2"],
    ["taken away from the end", "DELETE FROM journal WHERE position = 3"],
  ])("is not followed by another one where an event has been %s since, and somebody is told", async (_what, sql) => {
    await world.project(deviceEvent("a"), deviceEvent("b"), deviceEvent("c"));
    await sealJournal("home", world.ports);
    await world.projectAnnounced();
    await world.database.commit((connection) => connection.exec(sql));
    await world.project(deviceEvent("d"));
    expect(await sealJournal("home", world.ports)).toBe(0);
    expect(world.announced).toEqual([]);
    expect(world.log.lines).toContainEqual(
      expect.objectContaining({ event: "journal.seal-broken", severity: "error" }),
    );
  });
});
