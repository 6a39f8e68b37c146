import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { dueSlot, nextSlot, nextSlots, scheduleMistake } from "../../../shared/digests/schedule.ts";

const slots = (cron: string, zone: string, after: string, count: number) =>
  nextSlots(cron, zone, new Date(after), count).map((slot) => slot.toISOString().slice(0, 16));

const due = (firstMissed: string, now: string) =>
  dueSlot("0 6 * * *", "UTC", { firstMissed: new Date(firstMissed), now: new Date(now) })?.toISOString();

describe("a schedule", () => {
  it("at 02:30 in Berlin strikes once on the day that has no such time, and once on the day that has it twice", () => {
    expect(slots("30 2 * * *", "Europe/Berlin", "2026-03-27T12:00:00Z", 3)).toEqual([
      "2026-03-28T01:30",
      "2026-03-29T01:00",
      "2026-03-30T00:30",
    ]);
    expect(slots("30 2 * * *", "Europe/Berlin", "2026-10-23T12:00:00Z", 3)).toEqual([
      "2026-10-24T00:30",
      "2026-10-25T00:30",
      "2026-10-26T01:30",
    ]);
  });

  it("at midnight in São Paulo strikes once on the day that began at one, and once where midnight came twice", () => {
    expect(slots("0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00:00Z", 2)).toEqual([
      "2018-11-04T03:00",
      "2018-11-05T02:00",
    ]);
    expect(slots("0 0 * * *", "America/Sao_Paulo", "2019-02-15T12:00:00Z", 3)).toEqual([
      "2019-02-16T02:00",
      "2019-02-17T03:00",
      "2019-02-18T03:00",
    ]);
  });

  it("in Kathmandu strikes at a quarter to the hour elsewhere", () => {
    expect(slots("0 6 * * *", "Asia/Kathmandu", "2026-03-27T12:00:00Z", 2)).toEqual([
      "2026-03-28T00:15",
      "2026-03-29T00:15",
    ]);
  });

  it("strikes once on each day that it names, in whatever zone and at whatever time", () => {
    const zone = fc.constantFrom(
      "Europe/Berlin",
      "America/New_York",
      "Australia/Lord_Howe",
      "Asia/Beirut",
      "Pacific/Apia",
    );
    fc.assert(
      fc.property(zone, fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 2000 }), (name, minute, day) => {
        const cron = `${minute % 60} ${Math.floor(minute / 60)} * * *`;
        const days = nextSlots(cron, name, new Date(Date.UTC(2020, 0, 1 + day)), 30).map((slot) =>
          slot.toLocaleDateString("en-CA", { timeZone: name }),
        );
        expect(new Set(days).size).toBe(30);
      }),
      { numRuns: 60 },
    );
  });

  it("comes after a moment, never at it", () => {
    const at = new Date("2026-03-01T06:00:00Z");
    expect(nextSlot("0 6 * * *", "UTC", at).toISOString()).toBe("2026-03-02T06:00:00.000Z");
  });

  it.each([
    ["0 6 * *", "UTC", /five fields/],
    ["0 0 6 * * *", "UTC", /five fields/],
    ["@daily", "UTC", /five fields/],
    ["61 * * * *", "UTC", /no schedule/],
    ["x y * * *", "UTC", /no schedule/],
    ["0 0 31 2 *", "UTC", /never comes/],
    ["0 6 * * *", "Mars/Olympus", /no time zone/],
    ["0 6 * * *", "+02:00", /no time zone/],
  ])("with a mistake says what it is: %s in %s", (cron, zone, mistake) => {
    expect(scheduleMistake(cron, zone)).toMatch(mistake);
  });

  it.each(["0 6 * * *", "*/20 6-9 * * 1-5", "0 6 * * MON-FRI", "0 6 29 2 *", "0 7 L * *"])("can be %s", (cron) => {
    expect(scheduleMistake(cron, "Europe/Berlin")).toBeUndefined();
  });
});

describe("the slot that is due", () => {
  it("is none before its time", () => {
    expect(due("2026-03-02T06:00:00Z", "2026-03-02T05:59:59Z")).toBeUndefined();
  });

  it("is the one that has just come", () => {
    expect(due("2026-03-02T06:00:00Z", "2026-03-02T06:00:00Z")).toBe("2026-03-02T06:00:00.000Z");
    expect(due("2026-03-02T06:00:00Z", "2026-03-02T06:04:00Z")).toBe("2026-03-02T06:00:00.000Z");
  });

  it("is the last of those that were missed, so that a server that was off for days catches up once", () => {
    expect(due("2026-03-02T06:00:00Z", "2026-03-05T12:00:00Z")).toBe("2026-03-05T06:00:00.000Z");
  });

  it("is the one that was promised, where the schedule has none of its own since", () => {
    expect(due("2026-03-05T09:00:00Z", "2026-03-05T12:00:00Z")).toBe("2026-03-05T09:00:00.000Z");
  });
});
