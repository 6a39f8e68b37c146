import { describe, expect, it } from "@jest/globals";
import { firstCause } from "../../../events/define-event.ts";
import { digestDue } from "../../../events/digest-due.ts";
import { deriveDigests } from "../../../functions/project/derive-digests.ts";
import { editionAfter } from "../../../functions/project/project-edition.ts";
import { publicAccount } from "../../../shared/public-account.ts";
import { digestMemories, printedIn } from "../../../shared/read-models/digest-memories.ts";
import { digestSchedules } from "../../../shared/read-models/digest-schedules.ts";
import { editions } from "../../../shared/read-models/editions.ts";
import { account, digestWorld } from "../digest/digest-world.ts";

const day = 24 * 60;

describe("a digest whose schedule and memory are lost", () => {
  it("strikes when it would have, and carries nothing twice", async () => {
    const world = await digestWorld();
    const { readModels } = world;
    await world.define();
    await world.subscribe("gazette");
    await world.article("one", { feed: "gazette" });
    await world.pass(day);
    await world.article("two", { feed: "gazette" });
    await world.change({ articlesMax: 7 });
    await world.pass(day);
    const schedule = await readModels.get(digestSchedules, publicAccount, "digest");
    const memory = await readModels.get(digestMemories, account, "digest");
    const carried = memory?.editions.map(({ editionId, slot, outcome, articleIds }) => [
      editionId,
      slot,
      outcome,
      articleIds,
    ]);
    expect(carried?.map(([, , , articleIds]) => articleIds)).toEqual([["one"], ["two"]]);

    await readModels.clear(digestSchedules);
    await readModels.clear(digestMemories);
    expect(await deriveDigests(readModels)).toBe(1);
    expect(await readModels.get(digestSchedules, publicAccount, "digest")).toEqual(schedule);
    const after = await readModels.get(digestMemories, account, "digest");
    expect(
      after?.editions.map(({ editionId, slot, outcome, articleIds }) => [editionId, slot, outcome, articleIds]),
    ).toEqual(carried);
    // Nothing is lost any more, and nothing is done.
    expect(await deriveDigests(readModels)).toBe(0);

    const before = world.editions().length;
    await world.article("three", { feed: "gazette" });
    await world.pass(day);
    expect(world.editions().slice(before)).toHaveLength(1);
    const printed = printedIn(await readModels.get(digestMemories, account, "digest"));
    expect([...printed].toSorted()).toEqual(["one", "three", "two"]);
    expect(world.editions().at(-1)?.data).toMatchObject({ articleIds: ["three"] });
  });

  it("catches up the slot that was missed meanwhile, once", async () => {
    const world = await digestWorld();
    await world.define();
    await world.subscribe("gazette");
    await world.readModels.clear(digestSchedules);
    await world.pass(3 * day);
    await world.article("one", { feed: "gazette" });
    expect(world.editions()).toEqual([]);
    expect(await deriveDigests(world.readModels)).toBe(1);
    await world.pass(60);
    expect(world.editions().map(({ name }) => name)).toEqual(["edition.compiled"]);
  });

  it("that is paused does not strike, and of one that is removed nothing is made", async () => {
    const world = await digestWorld();
    await world.define({ paused: true }, "paused");
    await world.define({}, "removed");
    await world.remove("removed");
    const paused = await world.readModels.get(digestSchedules, publicAccount, "paused");
    await world.readModels.clear(digestSchedules);
    expect(await deriveDigests(world.readModels)).toBe(1);
    expect(await world.readModels.get(digestSchedules, publicAccount, "paused")).toEqual(paused);
    expect(await world.readModels.get(digestSchedules, publicAccount, "removed")).toBeUndefined();
  });

  it("does not remember an edition that has not been decided: it comes all the same", async () => {
    const world = await digestWorld();
    const { readModels } = world;
    await world.define();
    const at = new Date("2026-03-01T05:00:00.000Z");
    const due = digestDue.from(firstCause(account, "due"), {
      subject: "digest",
      at,
      data: { digestId: "digest", editionId: "early", slot: at.toISOString(), by: "reader" },
    });
    await readModels.update(editions, account, "early", (before) => editionAfter(before, "early", due));
    await readModels.clear(digestSchedules);
    await deriveDigests(readModels);
    expect(await readModels.get(digestMemories, account, "digest")).toBeUndefined();
    expect(await readModels.get(digestSchedules, publicAccount, "digest")).toBeDefined();
  });
});
