import { describe, expect, it } from "@jest/globals";
import type { DigestDue } from "../../../events/digest-due.ts";
import { compileEdition } from "../../../functions/digest/compile-edition.ts";
import { digestMemories } from "../../../shared/read-models/digest-memories.ts";
import { editions } from "../../../shared/read-models/editions.ts";
import { account, articlesIn, digestWorld } from "./digest-world.ts";

const day = 24 * 60;

describe("an edition", () => {
  it("carries what is new, the best first in each section, and says what it is called", async () => {
    const world = await digestWorld();
    await world.define({ sections: "folder" });
    await world.subscribe("gazette", { folders: ["World"] });
    await world.subscribe("journal", { folders: ["Science", "Physics"], weight: 2 });
    await world.article("short", { feed: "gazette", words: 90 });
    await world.article("long", { feed: "gazette", words: 900 });
    await world.article("valued", { feed: "journal", words: 400 });
    await world.pass(6 * 60);
    const [edition] = world.editions();
    if (edition?.name !== "edition.compiled") throw new Error("There is no edition");
    expect(edition.data).toMatchObject({ title: "Morning, 1 March 2026", words: 1390, language: "en", by: "schedule" });
    const layout = await world.layoutOf(edition);
    expect(layout.sections.map(({ title, articles }) => [title, articles.map(({ articleId }) => articleId)])).toEqual([
      ["Science – Physics", ["valued"]],
      ["World", ["long", "short"]],
    ]);
    expect(layout.topStories).toEqual(["valued", "long", "short"]);
    expect(await world.readModels.get(editions, account, edition.data.editionId)).toMatchObject({
      status: "compiled",
      articleIds: ["valued", "long", "short"],
    });
  });

  it("is in the language of most of its words, and dated in it", async () => {
    const world = await digestWorld();
    await world.define();
    await world.subscribe("gazette");
    await world.article("short", { feed: "gazette", words: 100 });
    await world.article("shorter", { feed: "gazette", words: 90, language: "und" });
    await world.article("long", { feed: "gazette", words: 500, language: "de-AT" });
    await world.pass(6 * 60);
    const [edition] = world.editions();
    if (edition?.name !== "edition.compiled") throw new Error("There is no edition");
    expect(edition.data).toMatchObject({ title: "Morning, 1. März 2026", language: "de" });
    expect((await world.layoutOf(edition)).language).toBe("de");
  });

  it("never carries what an earlier one did, and loses nothing that came in between", async () => {
    const world = await digestWorld();
    await world.define();
    await world.subscribe("gazette");
    for (let number = 0; number < 20; number += 1) {
      await world.article(`a${number}`, { feed: "gazette" });
      await world.pass(3 * 60, 5);
    }
    await world.pass(day, 5);
    const carried = world.editions().flatMap(articlesIn);
    expect(carried.toSorted()).toEqual(Array.from({ length: 20 }, (_, number) => `a${number}`).toSorted());
    expect(world.editions().filter(({ name }) => name === "edition.compiled").length).toBe(4);
  });

  it("keeps for the next one what it has no room for, and says what it left out only once", async () => {
    const world = await digestWorld();
    await world.define({ articlesMax: 2, exclude: ["sport*"] });
    await world.subscribe("gazette");
    await world.article("one", { feed: "gazette", words: 900 });
    await world.article("two", { feed: "gazette", words: 600 });
    await world.article("three", { feed: "gazette", words: 300 });
    await world.article("four", { feed: "gazette", title: "Sports of the day" });
    await world.pass(6 * 60, 5);
    await world.pass(day, 5);
    const [first, second] = world.editions();
    expect(articlesIn(first)).toEqual(["one", "two"]);
    expect(articlesIn(second)).toEqual(["three"]);
    if (first === undefined || second === undefined) throw new Error("There are not two editions");
    expect((await world.layoutOf(first)).missing.leftOut).toEqual([
      {
        why: "the edition has at most 2 articles",
        rule: { kind: "articles-max", limit: 2 },
        count: 1,
        titles: ["About three"],
      },
      {
        why: "it is about “sport*”, which you want left out",
        rule: { kind: "excluded", word: "sport*" },
        count: 1,
        titles: ["Sports of the day"],
      },
    ]);
    expect((await world.layoutOf(second)).missing.leftOut).toEqual([]);
  });

  it("tells one story once, names who else has it, and never brings it again from another feed", async () => {
    const world = await digestWorld();
    await world.define();
    for (const feed of ["gazette", "journal", "herald"]) await world.subscribe(feed);
    const story = Array.from({ length: 200 }, (_, word) => `word${word}`).join(" ");
    await world.article("whole", { feed: "gazette", text: story });
    await world.article("again", { feed: "journal", text: `${story} and a few words more` });
    await world.article("elsewhere", { feed: "herald", text: "quite another thing ".repeat(30) });
    await world.pass(6 * 60, 5);
    await world.article("late", { feed: "herald", text: `Update: ${story}` });
    await world.pass(day, 5);
    const [first, ...others] = world.editions();
    if (first === undefined) throw new Error("There is no edition");
    const articles = (await world.layoutOf(first)).sections.flatMap((section) => section.articles);
    expect(articles.map(({ articleId, alsoIn }) => [articleId, alsoIn])).toEqual([
      ["again", ["The gazette"]],
      ["elsewhere", []],
    ]);
    expect(others.flatMap(articlesIn)).toEqual([]);
  });

  it("takes only what its reader looks for, where they look for something", async () => {
    const world = await digestWorld();
    await world.define({ include: ["tram*", "/v\\d+\\.0/"] });
    await world.subscribe("gazette");
    await world.article("trams", { feed: "gazette", text: `${"plain words ".repeat(40)} the trams stood still` });
    await world.article("release", { feed: "gazette", title: "Node v30.0 is out" });
    await world.article("rain", { feed: "gazette" });
    await world.run();
    const [edition] = world.editions();
    expect(articlesIn(edition).toSorted()).toEqual(["release", "trams"]);
  });

  it("keeps within its words and pages, and lets a shorter one in where a longer one does not fit", async () => {
    const world = await digestWorld();
    await world.define({ wordsMax: 1000, pagesMax: 4 });
    await world.subscribe("gazette", { weight: 2 });
    await world.subscribe("journal");
    await world.article("first", { feed: "gazette", words: 600 });
    await world.article("second", { feed: "gazette", words: 500 });
    await world.article("third", { feed: "journal", words: 240 });
    await world.article("fourth", { feed: "journal", words: 100 });
    await world.run();
    const [edition] = world.editions();
    expect(articlesIn(edition).toSorted()).toEqual(["first", "third"]);
  });

  it("leaves out what is too old or scores too little, with the reason", async () => {
    const world = await digestWorld();
    await world.define({ scoreMin: 50, maxAgeDays: 1 });
    await world.subscribe("gazette");
    await world.article("old", { feed: "gazette", words: 900, publishedAt: "2026-02-20T00:00:00.000Z" });
    await world.article("thin", { feed: "gazette", words: 30 });
    await world.article("good", { feed: "gazette", words: 900 });
    await world.run();
    const [edition] = world.editions();
    if (edition === undefined) throw new Error("There is no edition");
    expect(articlesIn(edition)).toEqual(["good"]);
    expect((await world.layoutOf(edition)).missing.leftOut.map(({ why }) => why)).toEqual([
      "it is older than a day",
      "its score is below 50",
    ]);
  });

  it("says on its last page which feeds failed and which articles are only a summary", async () => {
    const world = await digestWorld();
    await world.define();
    await world.subscribe("gazette");
    await world.subscribe("journal");
    await world.fail("journal");
    await world.article("cut", {
      feed: "gazette",
      shortfall: "The page is for subscribers only.",
      url: "https://x.example/1",
    });
    await world.run();
    const [edition] = world.editions();
    if (edition?.name !== "edition.compiled") throw new Error("There is no edition");
    expect(edition.data.missing).toEqual({ feeds: 1, summaries: 1, leftOut: 0 });
    expect((await world.layoutOf(edition)).missing).toMatchObject({
      feeds: [{ title: "The journal", reason: "The server did not answer in time.", code: "web/timeout" }],
      summaries: [
        {
          title: "About cut",
          source: "The gazette",
          reason: "The page is for subscribers only.",
          code: "page/gone",
        },
      ],
    });
  });
});

describe("a slot without an edition", () => {
  it("is told to be without news, or failed, which are different things", async () => {
    const world = await digestWorld();
    await world.define();
    await world.run("no feeds");
    await world.subscribe("gazette");
    await world.subscribe("journal");
    await world.run("no news");
    await world.fail("gazette");
    await world.run("one fails");
    await world.fail("journal");
    await world.run("all fail");
    expect(
      world
        .editions()
        .map(({ name, data }) => [name, "why" in data ? data.why : "", "message" in data ? data.message : ""]),
    ).toEqual([
      ["edition.skipped", "no-feeds", "This digest has no feeds: subscribe to one, or choose others for it."],
      ["edition.skipped", "no-news", "There is nothing new."],
      ["edition.skipped", "no-news", "There is nothing new. One of its feeds could not be had."],
      ["edition.failed", "", "All 2 feeds of this digest failed."],
    ]);
    const failed = world.editions().at(-1);
    if (failed === undefined) throw new Error("There is no edition");
    expect((await world.layoutOf(failed)).missing.feeds.map(({ title }) => title)).toEqual([
      "The gazette",
      "The journal",
    ]);
  });

  it("is a quiet day's, and what came on it comes in the next one", async () => {
    const world = await digestWorld("2026-02-28T12:00:00.000Z");
    await world.define({ quietDays: [0] });
    await world.subscribe("gazette");
    await world.article("saturday", { feed: "gazette" });
    await world.pass(2 * day, 10);
    expect(
      world.editions().map((edition) => [edition.name, edition.data.slot.slice(0, 10), articlesIn(edition)]),
    ).toEqual([
      ["edition.skipped", "2026-03-01", []],
      ["edition.compiled", "2026-03-02", ["saturday"]],
    ]);
  });

  it("does not come while the digest is paused, nor once it is removed", async () => {
    const world = await digestWorld();
    await world.define();
    await world.subscribe("gazette");
    await world.change({ paused: true });
    await world.pass(2 * day, 30);
    expect(world.editions()).toEqual([]);
    await world.change({ paused: false });
    await world.pass(day, 30);
    expect(world.editions().length).toBe(1);
    await world.remove();
    await world.pass(2 * day, 30);
    expect(world.editions().length).toBe(1);
  });
});

describe("an edition that is compiled twice", () => {
  it("is the same to the last byte, whatever has come in since", async () => {
    const world = await digestWorld();
    await world.define();
    await world.subscribe("gazette");
    await world.article("one", { feed: "gazette" });
    await world.run();
    await world.article("two", { feed: "gazette" });
    const due = world.announced.find((event): event is DigestDue => event.name === "digest.due");
    if (due === undefined) throw new Error("Nothing was due");
    await compileEdition(due, world);
    const [first, second] = world.announced.filter(({ name }) => name === "edition.compiled");
    expect(second).toEqual(first);
  });

  it("is announced the second time, where the first announcement failed", async () => {
    const world = await digestWorld();
    await world.define();
    await world.subscribe("gazette");
    await world.article("one", { feed: "gazette" });
    await world.run();
    const due = world.announced.find((event): event is DigestDue => event.name === "digest.due");
    if (due === undefined) throw new Error("Nothing was due");
    const later: DigestDue = { ...due, id: "later", data: { ...due.data, editionId: "later" } };
    await world.article("two", { feed: "gazette" });
    world.breakBus(1);
    await expect(compileEdition(later, world)).rejects.toThrow("The bus is down");
    await world.article("three", { feed: "gazette" });
    await compileEdition(later, world);
    expect(world.editions().map(articlesIn)).toEqual([["one"], ["two"]]);
  });

  it("shares nothing with another edition that is compiled at the same time", async () => {
    const world = await digestWorld();
    await world.define();
    await world.subscribe("gazette");
    await world.article("one", { feed: "gazette" });
    await world.run();
    const due = world.announced.find((event): event is DigestDue => event.name === "digest.due");
    if (due === undefined) throw new Error("Nothing was due");
    for (let number = 0; number < 9; number += 1) await world.article(`more${number}`, { feed: "gazette" });
    const twins = ["twin one", "twin two", "twin three"].map((editionId) => ({
      ...due,
      id: editionId,
      data: { ...due.data, editionId },
    }));
    await Promise.all(twins.map((twin) => compileEdition(twin, world)));
    const carried = world.editions().flatMap(articlesIn);
    expect(carried.length).toBe(10);
    expect(new Set(carried).size).toBe(10);
    const memory = await world.readModels.get(digestMemories, account, "digest");
    expect(memory?.editions.length).toBe(4);
  });
});

describe("over weeks", () => {
  it("at 02:30 in Berlin there is one edition a day, on the days of both changes of the clock too", async () => {
    for (const start of ["2026-03-27T12:00:00.000Z", "2026-10-23T12:00:00.000Z"]) {
      const world = await digestWorld(start);
      await world.define({ cron: "30 2 * * *", timeZone: "Europe/Berlin" });
      await world.subscribe("gazette");
      await world.pass(5 * day, 10);
      const days = world
        .editions()
        .map(({ data }) => new Date(data.slot).toLocaleDateString("en-CA", { timeZone: "Europe/Berlin" }));
      expect(days.length).toBe(5);
      expect(new Set(days).size).toBe(5);
    }
  });

  it("a server that was off for three days catches up with one edition", async () => {
    const world = await digestWorld();
    await world.define();
    await world.subscribe("gazette");
    await world.pass(7 * 60, 10);
    await world.article("missed", { feed: "gazette" });
    await world.pass(3 * day, 3 * day);
    await world.pass(day, 10);
    expect(world.editions().map((edition) => [edition.data.slot.slice(0, 16), articlesIn(edition)])).toEqual([
      ["2026-03-01T06:00", []],
      ["2026-03-04T06:00", ["missed"]],
      ["2026-03-05T06:00", []],
    ]);
  });

  it("another time for it is the time of the next edition", async () => {
    const world = await digestWorld();
    await world.define();
    await world.subscribe("gazette");
    await world.pass(60, 10);
    await world.change({ cron: "0 3 * * *", timeZone: "Asia/Kathmandu" });
    await world.pass(day, 5);
    expect(world.editions().map(({ data }) => data.slot.slice(0, 16))).toEqual(["2026-03-01T21:15"]);
  });
});
