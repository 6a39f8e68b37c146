import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { cronOf, presetOf } from "../../../functions/api/digests/cron-presets.ts";
import { nextRuns } from "../../../functions/api/digests/next-runs.ts";
import { scheduleInWords } from "../../../functions/api/digests/schedule-in-words.ts";
import { scheduleMistake } from "../../../shared/digests/schedule.ts";
import { digestMemories } from "../../../shared/read-models/digest-memories.ts";
import { addArticle, knowFeed, subscribe } from "./news-kit.ts";
import { type ApiKit, openApiKit, post } from "./open-api-kit.ts";

let kit: ApiKit;
beforeEach(async () => {
  kit = await openApiKit();
});
afterEach(() => kit.close());

const change = (body: unknown) => ({ ...post(body), method: "PATCH" });
const define = async (body: object) =>
  (await kit.json<{ id: string }>("/api/digests", post({ name: "Morning paper", ...body }))).id;
interface ProblemBody {
  code: string;
  errors: { path: string; message: string }[];
}
interface Previewed {
  outcome: string;
  articles: { id: string; title: string; section: string; score: number; reasons: string[]; alsoIn: string[] }[];
  leftOut: { title: string; why: string }[];
  leftOutCount: number;
  feeds: { count: number; waiting: number; failing: { id: string; error: string }[] };
}
const preview = (id: string) => kit.json<Previewed>(`/api/digests/${id}/preview`);

describe("a digest", () => {
  it("needs no more than a name, and shows when it comes next in its own zone", async () => {
    const answer = await kit.ask("/api/digests", post({ name: " Morning paper " }));
    const { id } = (await answer.json()) as { id: string };
    expect([answer.status, answer.headers.get("location")]).toEqual([202, `/api/digests/${id}`]);
    expect(await kit.json(`/api/digests/${id}`)).toEqual({
      id,
      name: "Morning paper",
      feeds: "all",
      cron: "0 6 * * *",
      timeZone: "Europe/Berlin",
      articlesMax: 30,
      scoreMin: 0,
      maxAgeDays: 3,
      include: [],
      exclude: [],
      sections: "feed",
      devices: [],
      paused: false,
      quietDays: [],
      schedule: "every day at 06:00",
      nextRunAt: "2026-03-02T05:00:00.000Z",
      nextRuns: [2, 3, 4, 5, 6].map((day) => `2026-03-0${day}T05:00:00.000Z`),
      definedAt: expect.stringMatching(/^2026-03-01T/),
    });
  });

  it("changes what is named, loses a limit that is null, and shows no next time while it is paused", async () => {
    const id = await define({ wordsMax: 5000, pagesMax: 20 });
    expect((await kit.ask(`/api/digests/${id}`, change({ wordsMax: null, quietDays: [0, 1] }))).status).toBe(202);
    const shown = await kit.json<object>(`/api/digests/${id}`);
    expect(shown).toMatchObject({ pagesMax: 20, nextRunAt: "2026-03-03T05:00:00.000Z" });
    expect(shown).not.toHaveProperty("wordsMax");
    await kit.ask(`/api/digests/${id}`, change({ paused: true }));
    const paused = await kit.json<object>(`/api/digests/${id}`);
    expect(paused).toMatchObject({ paused: true, nextRuns: [] });
    expect(paused).not.toHaveProperty("nextRunAt");
    for (const body of [{}, { name: null }, { slot: 1 }, { cron: "x" }]) {
      expect([body, (await kit.ask(`/api/digests/${id}`, change(body))).status]).toEqual([body, 400]);
    }
  });

  it("is refused with every mistake at once", async () => {
    const answer = await kit.ask(
      "/api/digests",
      post({
        name: "x",
        cron: "0 25 * * *",
        timeZone: "Europe/Nowhere",
        articlesMax: 0,
        include: ["good", "/(unclosed/", "/(?=look)ahead/"],
        exclude: ["!!!"],
        quietDays: [7],
      }),
    );
    expect(answer.status).toBe(400);
    const { code, errors } = (await answer.json()) as ProblemBody;
    expect(code).toBe("request/invalid");
    expect(errors.map(({ path }) => path).toSorted()).toEqual(
      ["articlesMax", "cron", "exclude.0", "include.1", "include.2", "quietDays.0", "timeZone"].toSorted(),
    );
    expect(kit.published).toEqual([]);
  });

  it.each(["* * * *", "@daily", "0 6 30 2 *", "61 * * * *", "0 0 6 * * *", ""])(
    "cannot come by the schedule %j",
    async (cron) => {
      expect((await kit.ask("/api/digests", post({ name: "x", cron }))).status).toBe(400);
    },
  );

  it("draws from feeds and goes to devices of the account alone", async () => {
    const feed = await subscribe(kit, "https://one.example/feed");
    const device = await kit.addDevice("a@kindle.com");
    const answer = await kit.ask("/api/digests", post({ name: "x", feeds: [feed, "f9"], devices: ["d9", device] }));
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as ProblemBody).errors.map(({ path }) => path)).toEqual(["feeds.1", "devices.0"]);
    const id = await define({ feeds: [feed], devices: [device] });
    expect(await kit.json(`/api/digests/${id}`)).toMatchObject({ feeds: [feed], devices: [device] });
    expect((await kit.ask(`/api/digests/${id}`, change({ feeds: ["f9"] }))).status).toBe(400);
  });

  it("is gone when it is removed, and keeps its history", async () => {
    const id = await define({});
    expect(await kit.json("/api/digests")).toMatchObject({ items: [{ id }] });
    expect((await kit.ask(`/api/digests/${id}`, { method: "DELETE" })).status).toBe(202);
    for (const [path, init] of [
      ["", {}],
      ["", change({ name: "y" })],
      ["", { method: "DELETE" }],
      ["/run", { method: "POST" }],
      ["/preview", {}],
    ] as const) {
      expect([path, (await kit.ask(`/api/digests/${id}${path}`, init)).status]).toEqual([path, 404]);
    }
    expect(await kit.json("/api/digests")).toEqual({ items: [] });
    const { items } = await kit.json<{ items: { sentence: string }[] }>(`/api/digests/${id}/history`);
    expect(items.map(({ sentence }) => sentence.slice(0, 8))).toEqual(["Made the", "Removed:"]);
    expect((await kit.ask("/api/digests/none/history")).status).toBe(404);
  });

  it("is made once for one key, and run once for one key", async () => {
    const key = { "idempotency-key": "one" };
    const first = await kit.json<{ id: string }>("/api/digests", post({ name: "x" }, key));
    expect(await kit.json("/api/digests", post({ name: "x" }, key))).toEqual(first);
    expect(await kit.json("/api/digests", post({ name: "y" }, key))).toMatchObject({ code: "request/key-reused" });
    const run = { method: "POST", headers: key };
    const edition = await kit.json(`/api/digests/${first.id}/run`, run);
    expect(await kit.json(`/api/digests/${first.id}/run`, run)).toEqual(edition);
    expect(kit.published.map(({ name }) => name)).toEqual(["digest.defined", "digest.due"]);
    expect(kit.published[1]?.data).toMatchObject({
      digestId: first.id,
      by: "reader",
      editionId: (edition as { id: string }).id,
    });
  });
});

describe("a preview", () => {
  it("has what would be in it with score, reasons and section, what is left out and why, and which feeds fail", async () => {
    const one = await subscribe(kit, "https://one.example/feed", { title: "One", folders: ["World"] });
    const two = await subscribe(kit, "https://two.example/feed", { title: "Two" });
    await knowFeed(kit, one, { lastFetchedAt: "2026-03-01T08:00:00.000Z" });
    await knowFeed(kit, two, {
      failures: 2,
      message: "Its name cannot be found",
      failingSince: "2026-02-28T08:00:00.000Z",
    });
    await subscribe(kit, "https://three.example/feed");
    const id = await define({ sections: "folder", exclude: ["celebrit*"], articlesMax: 2 });
    const tide = await addArticle(kit, one, { title: "Tide" });
    await addArticle(kit, two, { title: "Celebrities", text: "Celebrities at the harbour and so on." });
    await addArticle(kit, two, { title: "Old", facts: { publishedAt: "2026-02-20T07:00:00.000Z" } });
    await addArticle(kit, "foreign", { title: "Foreign" });
    const shown = await preview(id);
    expect(shown.articles).toMatchObject([
      { id: tide, section: "World", score: 61, reasons: ["+19 published an hour ago", "+2 301 words to read"] },
    ]);
    expect(shown.leftOut.map(({ title, why }) => [title, why])).toEqual([
      ["Celebrities", "it is about “celebrit*”, which you want left out"],
      ["Old", "it is older than 3 days"],
    ]);
    expect(shown.feeds).toEqual({
      count: 3,
      waiting: 1,
      failing: [{ id: two, title: "Two", error: "Its name cannot be found", since: "2026-02-28T08:00:00.000Z" }],
    });
    expect(shown.outcome).toBe("compiled");
  });

  it("changes nothing, and leaves out what an earlier edition has carried", async () => {
    const one = await subscribe(kit, "https://one.example/feed");
    await knowFeed(kit, one);
    const id = await define({});
    const tide = await addArticle(kit, one, { title: "Tide" });
    const before = kit.published.length;
    expect((await preview(id)).articles).toHaveLength(1);
    expect((await preview(id)).articles).toHaveLength(1);
    expect(kit.published).toHaveLength(before);
    const edition = { editionId: "e", slot: "2026-03-01T06:00:00.000Z", at: "2026-03-01T06:00:00.000Z", data: null };
    await kit.ports.readModels.update(digestMemories, "home", id, () => ({
      digestId: id,
      version: 1,
      editions: [{ ...edition, outcome: "compiled" as const, articleIds: [tide] }],
    }));
    expect(await preview(id)).toMatchObject({ articles: [], leftOutCount: 0, outcome: "skipped" });
  });

  it("says when every feed fails", async () => {
    const one = await subscribe(kit, "https://one.example/feed");
    await knowFeed(kit, one, { failures: 1, message: "It did not answer in time" });
    expect(await preview(await define({}))).toMatchObject({ outcome: "failed" });
  });
});

describe("a schedule", () => {
  it("is told in words, with the next five times in its zone, over a change of the clock", async () => {
    const path = `/api/digests/schedule?cron=${encodeURIComponent("30 6 * * 6")}&timeZone=Europe/Berlin`;
    expect(await kit.json(path)).toEqual({
      schedule: "every Saturday at 06:30",
      nextRuns: [
        { at: "2026-03-07T05:30:00.000Z", words: "Saturday, 7 March 2026 at 06:30" },
        { at: "2026-03-14T05:30:00.000Z", words: "Saturday, 14 March 2026 at 06:30" },
        { at: "2026-03-21T05:30:00.000Z", words: "Saturday, 21 March 2026 at 06:30" },
        { at: "2026-03-28T05:30:00.000Z", words: "Saturday, 28 March 2026 at 06:30" },
        { at: "2026-04-04T04:30:00.000Z", words: "Saturday, 4 April 2026 at 06:30" },
      ],
    });
    expect((await kit.ask("/api/digests/schedule?cron=x")).status).toBe(400);
    expect((await kit.ask(`${path}&quietDays=6`)).status).toBe(200);
    expect((await kit.ask(`${path}&quietDays=7`)).status).toBe(400);
  });

  it("leaves out quiet days, however often it strikes", () => {
    const every = { cron: "* * * * *", timeZone: "Asia/Kathmandu", quietDays: [0, 1, 2, 3, 4, 5] };
    const runs = nextRuns(every, new Date("2026-03-01T08:00:00.000Z"));
    expect(runs.map((run) => run.toISOString())).toEqual(
      [15, 16, 17, 18, 19].map((minute) => `2026-03-06T18:${minute}:00.000Z`),
    );
    expect(nextRuns({ cron: "0 6 * * 6", timeZone: "UTC", quietDays: [6] }, new Date(0))).toEqual([]);
  });

  it.each([
    ["0 6 * * *", "every day at 06:00"],
    ["30 7,18 * * 1-5", "on weekdays at 07:30 and 18:30"],
    ["0 6 * * MON-FRI", "on weekdays at 06:00"],
    ["0 6 * * 1-6", "from Monday to Saturday at 06:00"],
    ["0 6 * * 5-7", "from Friday to Sunday at 06:00"],
    ["5 6 * * 0,6", "every Saturday and Sunday at 06:05"],
    ["0 6 * * 1,3,5", "every Monday, Wednesday and Friday at 06:00"],
    ["0 6 * * 7", "every Sunday at 06:00"],
    ["0 6 * * 0-7", "every day at 06:00"],
    ["0 8 1 * *", "on the 1st of each month at 08:00"],
    ["0 8 2,15,23 * *", "on the 2nd, 15th and 23rd of each month at 08:00"],
    ["0 8 11 * *", "on the 11th of each month at 08:00"],
    ["0 8 1 1 *", "by the schedule “0 8 1 1 *”"],
    ["0 8 1 * 1", "by the schedule “0 8 1 * 1”"],
    ["*/5 6 * * *", "by the schedule “*/5 6 * * *”"],
    ["0 6-20 * * *", "by the schedule “0 6-20 * * *”"],
    ["0 6 * * 1#2", "by the schedule “0 6 * * 1#2”"],
    ["0 6 L * *", "by the schedule “0 6 L * *”"],
  ])("in words: %s", (cron, words) => {
    expect(scheduleMistake(cron, "UTC")).toBeUndefined();
    expect(scheduleInWords(cron)).toBe(words);
  });

  it("names in words the days and times at which it comes, and no other", () => {
    fc.assert(
      fc.property(numbers(0, 59, 1), numbers(0, 23, 2), numbers(0, 7, 7), (minute, hour, weekday) => {
        const cron = `${minute} ${hour} * * ${weekday}`;
        const words = scheduleInWords(cron);
        const runs = nextRuns({ cron, timeZone: "UTC", quietDays: [] }, new Date("2026-03-01T00:00:00.000Z"));
        for (const run of runs) {
          expect(words).toContain(run.toISOString().slice(11, 16));
          const day = run.toLocaleDateString("en-GB", { weekday: "long", timeZone: "UTC" });
          expect(/^(?:every day|on weekdays|from)/u.test(words) || words.includes(day)).toBe(true);
        }
      }),
    );
  });

  it("is the same preset again whatever preset it was made from, and strikes", () => {
    const time = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
    const preset = fc.oneof(
      fc.record({ kind: fc.constantFrom("daily" as const, "weekdays" as const), time }),
      fc.record({ kind: fc.constant("weekly" as const), time, weekday: fc.nat(6) }),
    );
    fc.assert(
      fc.property(preset, (one) => {
        const cron = cronOf(one) ?? "";
        expect(presetOf(cron)).toEqual(one);
        expect(scheduleMistake(cron, "UTC")).toBeUndefined();
        expect(scheduleInWords(cron)).toContain(one.time);
      }),
    );
    for (const time of ["24:00", "6", "", "06:60", "x"]) expect(cronOf({ kind: "daily", time })).toBeUndefined();
    for (const cron of ["*/5 6 * * *", "0 6 1 * *", "0 6 * * 1,2", "60 6 * * *"]) {
      expect(presetOf(cron)).toEqual({ kind: "cron", cron });
      expect(cronOf({ kind: "cron", cron })).toBe(cron);
    }
  });
});

/** A field of a schedule: a list of some of these values. */
const numbers = (min: number, max: number, most: number) =>
  fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: most }).map((values) => values.join(","));
