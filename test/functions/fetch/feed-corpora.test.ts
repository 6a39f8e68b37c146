import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect } from "@jest/globals";
import { Rejected } from "../../../events/rejected.ts";
import { textOfHtml } from "../../../functions/fetch/feed/html-text.ts";
import type { ParsedFeed, ParsedItem } from "../../../functions/fetch/feed/parsed-feed.ts";
import { titleOfEither } from "../../../functions/fetch/feed/read-text.ts";
import { parseFeed } from "../../../functions/fetch/parse-feed.ts";
import { corporaDir } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";
import { differences, feedparserCases } from "./feedparser-case.ts";

const say = (line: string) => process.stderr.write(`ran: ${line}\n`);
const percent = (part: number, whole: number) => `${part}/${whole} (${((100 * part) / whole).toFixed(2)} %)`;
const exceptionsIn = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8")) as Readonly<Record<string, string>>;

describe("what Python feedparser expects of feeds", () => {
  const expectations = join(corporaDir, "feeds/feedparser/expectations.jsonl");
  const itOverCases = itWhere(existsSync(expectations), "feedparser's own tests", "no corpora");

  itOverCases(
    "is found in at least 92 % of its cases, and in every case of entities but those that HTML 5 changed",
    () => {
      const exceptions = exceptionsIn("feedparser-exceptions.json");
      const groups = new Map<string, { all: number; same: number }>();
      const unexplained: string[] = [];
      for (const one of feedparserCases(expectations)) {
        const group = one.file
          .split("/")
          .slice(0, one.file.startsWith("wellformed") ? 2 : 1)
          .join("/");
        const counts = groups.get(group) ?? { all: 0, same: 0 };
        const found = differences(one);
        groups.set(group, { all: counts.all + 1, same: counts.same + (found.length === 0 ? 1 : 0) });
        if (found.length > 0 && !(one.file in exceptions)) unexplained.push(`${one.file}: ${found.join("; ")}`);
      }
      const table = [...groups.entries()];
      for (const [group, { same, all }] of table) say(`feedparser ${group}: ${percent(same, all)}`);
      const all = table.reduce((sum, [, counts]) => sum + counts.all, 0);
      const same = table.reduce((sum, [, counts]) => sum + counts.same, 0);
      say(`feedparser in all: ${percent(same, all)}; ${unexplained.length} without a reason`);
      for (const line of unexplained) say(`feedparser, without a reason: ${line.slice(0, 300)}`);
      expect(same / all).toBeGreaterThanOrEqual(0.92);
      expect(unexplained.filter((line) => line.startsWith("entities/"))).toEqual([]);
    },
  );
});

interface OracleFeed {
  readonly file: string;
  readonly entries: readonly {
    readonly title: string | null;
    readonly link: string | null;
    readonly id: string | null;
    readonly published: string | null;
  }[];
}

type Field = "title" | "link" | "id" | "published";

describe("what feedparser 6.0.10 made of real feeds", () => {
  const archive = join(corporaDir, "feeds/oracle/feedparser-6.0.10-real-feeds.jsonl.gz");
  const itOverFeeds = itWhere(existsSync(archive), "the oracle of real feeds", "no corpora");
  const thresholds = { count: 0.995, title: 0.997, link: 0.99, id: 0.995, published: 0.997 } as const;

  itOverFeeds("is found item by item, apart from where it is mistaken", () => {
    const exceptions = exceptionsIn("oracle-exceptions.json");
    const counts = { count: [0, 0], title: [0, 0], link: [0, 0], id: [0, 0], published: [0, 0] } as Record<
      Field | "count",
      [same: number, all: number]
    >;
    const excepted = new Set<string>();
    let feeds = 0;
    for (const oracle of oracleFeeds(archive)) {
      feeds += 1;
      const items = itemsOf(oracle.file);
      counts.count[0] += Math.min(items.length, oracle.entries.length);
      counts.count[1] += Math.max(items.length, oracle.entries.length);
      for (const [index, entry] of oracle.entries.entries()) {
        const item = items[index];
        for (const field of ["title", "link", "id", "published"] as const) {
          const expected = entry[field];
          if (expected === null || expected === "" || item === undefined) continue;
          const isTheSame = isSame(field, item, expected);
          if (!isTheSame && `${oracle.file} ${field}` in exceptions) {
            excepted.add(`${oracle.file} ${field}`);
            continue;
          }
          counts[field][1] += 1;
          if (isTheSame) counts[field][0] += 1;
          else say(`oracle, without a reason: ${oracle.file}#${index} ${field} is not ${JSON.stringify(expected)}`);
        }
      }
    }
    for (const [field, [same, all]] of Object.entries(counts)) say(`oracle ${field}: ${percent(same, all)}`);
    say(`oracle: ${feeds} feeds; ${excepted.size} of ${Object.keys(exceptions).length} reasoned exceptions met`);
    for (const [field, share] of Object.entries(thresholds)) {
      const [same, all] = counts[field as Field];
      expect([field, same / all >= share]).toEqual([field, true]);
    }
  });

  itOverFeeds("comes out the same every time, however it is asked", () => {
    for (const { file } of oracleFeeds(archive)) expect(itemsOf(file)).toEqual(itemsOf(file));
  });
});

function oracleFeeds(archive: string): readonly OracleFeed[] {
  return gunzipSync(readFileSync(archive))
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as OracleFeed)
    .filter(({ file }) => existsSync(join(corporaDir, "feeds", file)));
}

const feedUrl = "http://feed.invalid/";

function itemsOf(file: string): ParsedFeed["items"] {
  try {
    return parseFeed(readFileSync(join(corporaDir, "feeds", file)), {
      url: feedUrl,
      contentType: "application/xml",
      fetchedAt: new Date("2100-01-01"),
    }).items;
  } catch (error) {
    if (error instanceof Rejected) return [];
    throw error;
  }
}

function isSame(field: Field, item: ParsedItem, expected: string): boolean {
  switch (field) {
    case "title":
      return [expected.replaceAll(/\s+/g, " ").trim(), textOfHtml(expected), titleOfEither(expected)].includes(
        item.title,
      );
    case "link":
      return item.url === URL.parse(expected, feedUrl)?.href;
    case "id":
      return item.guid === expected;
    case "published":
      return `${item.published?.toISOString().slice(0, 19)}Z` === expected;
  }
}
