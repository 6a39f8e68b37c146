import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { parseDate } from "../../../functions/fetch/parse-date.ts";
import { corporaDir } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";

const iso = (text: string) => parseDate(text)?.toISOString();

describe("a date", () => {
  it.each([
    // RFC 822 and what has become of it
    ["Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21.000Z"],
    ["1 Jan 2004 19:48 +0130", "2004-01-01T18:18:00.000Z"],
    ["Thu, 01 Jan 04 19:48:21 EST", "2004-01-02T00:48:21.000Z"],
    ["Mon, 02 Jan 2006 15:04:05 MST-0700", "2006-01-02T22:04:05.000Z"],
    ["Thu, 5 Apr 2012 23:47:37 +0200 (CEST)", "2012-04-05T21:47:37.000Z"],
    ["Sun Jan  4 16:29:06 PST 2004", "2004-01-05T00:29:06.000Z"],
    ["Fri, 31 Mar 2023 20:19:00 America/Los_Angeles", "2023-04-01T03:19:00.000Z"],
    // ISO 8601
    ["2004-07-08T23:56:58.123-00:20", "2004-07-09T00:16:58.123Z"],
    ["20040708T235658Z", "2004-07-08T23:56:58.000Z"],
    ["2003-335", "2003-12-01T00:00:00.000Z"],
    ["2021-03-05T10:00:00[Europe/Berlin]", "2021-03-05T09:00:00.000Z"],
    ["2006-12-31 24:00:00", "2007-01-01T00:00:00.000Z"],
    ["2024-W01-5", "2024-01-05T00:00:00.000Z"],
    ["2020-W53", "2020-12-28T00:00:00.000Z"],
    ["2024-01-05Z", "2024-01-05T00:00:00.000Z"],
    ["2024-01-05+01:00", "2024-01-04T23:00:00.000Z"],
    // Seconds and milliseconds since the epoch
    ["1700000000", "2023-11-14T22:13:20.000Z"],
    ["1700000000123", "2023-11-14T22:13:20.123Z"],
    ["1700000000.5", "2023-11-14T22:13:20.500Z"],
    // What people write
    ["mar., 03 juil. 2020 15:09", "2020-07-03T15:09:00.000Z"],
    ["Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00.000Z"],
    ["2004-július-13T9:15-05:00", "2004-07-13T14:15:00.000Z"],
    ["22 de mayo de 2020, 3:30 pm", "2020-05-22T15:30:00.000Z"],
    ["1 января 2020 г.", "2020-01-01T00:00:00.000Z"],
    ["2020年1月2日 下午3:04", "2020-01-02T15:04:00.000Z"],
    ["2004-05-25 오후 11:23:17", "2004-05-25T14:23:17.000Z"],
    ["09/15/2014 4:20 pm PST", "2014-09-16T00:20:00.000Z"],
    ["15/09/2014", "2014-09-15T00:00:00.000Z"],
    ["30.10.23", "2023-10-30T00:00:00.000Z"],
    ["Mi, 05 Mrz 2024 10:00:00 +0100", "2024-03-05T09:00:00.000Z"],
    ["vendredi 5 janvier 2024 à 10h30", "2024-01-05T10:30:00.000Z"],
    ["5 de janeiro de 2024 às 10 h 30", "2024-01-05T10:30:00.000Z"],
    ["venerdì 5 gennaio 2024 alle 10.30", "2024-01-05T10:30:00.000Z"],
    ["5 januari 2024 kl. 10.30", "2024-01-05T10:30:00.000Z"],
    ["5. Januar 2024, 10.30 Uhr", "2024-01-05T10:30:00.000Z"],
    ["5 января 2024 в 10:00", "2024-01-05T10:00:00.000Z"],
    ["5 Ocak 2024 Cuma 10:00", "2024-01-05T10:00:00.000Z"],
    ["2024. jan. 5., péntek", "2024-01-05T00:00:00.000Z"],
    ["2024. gada 5. janvāris", "2024-01-05T00:00:00.000Z"],
    ["٥ يناير ٢٠٢٤", "2024-01-05T00:00:00.000Z"],
    ["5 בינואר 2024", "2024-01-05T00:00:00.000Z"],
    ["५ जनवरी २०२४", "2024-01-05T00:00:00.000Z"],
    ["Thứ Sáu, 05 Tháng 1 2024", "2024-01-05T00:00:00.000Z"],
    ["令和6年1月5日", "2024-01-05T00:00:00.000Z"],
    ["Wed, July 10, '96", "1996-07-10T00:00:00.000Z"],
    ["Sep-25-2003", "2003-09-25T00:00:00.000Z"],
  ])("is read from %s", (written, expected) => {
    expect(iso(written)).toBe(expected);
  });

  it.each([
    "",
    "soon",
    "2013-02-30",
    "2024-01-05T10:00:00+25:00",
    "2024-W54-1",
    "5 tháng 13, 2024",
    "31 Sep 2013",
    "Mon, 00 Jan 2020 00:00:00 GMT",
    "2003-12-31T25:14:55Z",
    "0000-00-00 00:00:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T00:00:00Z",
    "12 2004",
    "1:2:3:4",
    `2004-01-01${" ".repeat(1000)}`,
  ])("is not made up from %j", (written) => {
    expect(parseDate(written)).toBeUndefined();
  });

  it("survives being written and read again, whatever it is", () => {
    const moments = fc.date({ min: new Date("1970-01-01"), max: new Date("2199-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(moments, (moment) => {
        expect(parseDate(moment.toISOString())).toEqual(moment);
        const seconds = new Date(Math.floor(moment.getTime() / 1000) * 1000);
        expect(parseDate(moment.toUTCString())).toEqual(seconds);
        expect(
          parseDate(
            moment
              .toUTCString()
              .replace("GMT", "+0000")
              .replace(/^\w+, /, ""),
          ),
        ).toEqual(seconds);
      }),
    );
  });

  it("never breaks over text, whatever it is", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 150 }), (text) => void parseDate(text)));
    const bits = fc.constantFrom("12", ":", "-", "Mon", "Jan", " ", "+", "T", "Z", "2004", ",", "am", "年", "/", ".");
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 12 }), (parts) => {
        const date = parseDate(parts.join(""));
        expect(date === undefined || !Number.isNaN(date.getTime())).toBe(true);
      }),
    );
  });
});

interface DateCase {
  readonly input: string;
  readonly expectedUtc?: string | readonly string[] | null;
  readonly mustParse?: boolean;
}

describe("dates of five other readers' tests", () => {
  const file = join(corporaDir, "feeds/dates/dates.jsonl");
  itWhere(
    existsSync(file),
    "the dates of other readers",
    "no corpora",
  )("are read as they expect in at least 94 of 100, and next to never as another date", () => {
    const exceptions = JSON.parse(
      readFileSync(join(import.meta.dirname, "parse-date-exceptions.json"), "utf8"),
    ) as Readonly<Record<string, string>>;
    const cases = readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as DateCase);
    const different = cases.filter((one) => !isAsExpected(one));
    const wrong = different.filter(({ input }) => parseDate(input) !== undefined && !(input in exceptions));
    process.stderr.write(
      `ran: dates: ${cases.length - different.length}/${cases.length} as expected, ${wrong.length} wrong without a reason\n`,
    );
    for (const { input } of different) {
      process.stderr.write(`ran: dates: ${JSON.stringify(input)}: ${exceptions[input] ?? "no reason"}\n`);
    }
    expect((cases.length - different.length) / cases.length).toBeGreaterThanOrEqual(0.94);
    expect(wrong.length / cases.length).toBeLessThanOrEqual(0.01);
  });
});

function isAsExpected({ input, expectedUtc, mustParse }: DateCase): boolean {
  const date = parseDate(input);
  if (mustParse === true) return date !== undefined;
  if (expectedUtc === null || expectedUtc === undefined) return date === undefined;
  const expected = [expectedUtc].flat().map((one) => {
    const [, moment = "", ms = "0"] = /^(\S+)(?: \+(\d+)ms)?$/.exec(one) ?? [];
    return { moment, ms };
  });
  // Only one of the five speaks of milliseconds.
  return expected.some(
    ({ moment, ms }) =>
      date !== undefined &&
      `${date.toISOString().slice(0, 19)}Z` === moment &&
      (ms === "0" || date.getUTCMilliseconds() === Number(ms)),
  );
}
