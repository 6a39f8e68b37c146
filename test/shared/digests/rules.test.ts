import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { readRules, ruleMistake } from "../../../shared/digests/rules.ts";

const text = "Rain over Lisbon\nAna Silva\nIt rained over Lisbon, and the trams stood still. v2.0 is out.";
const met = (...rules: string[]) => readRules(rules).metBy(text);

describe("rules", () => {
  it.each([
    ["lisbon", true],
    ["LISBON", true],
    ["over lisbon", true],
    ["ana silva", true],
    ["lis", false],
    ["lis*", true],
    ["train", false],
    ["rain  over", true],
    ["“rain, over”", true],
    ["/v\\d+\\.0/", true],
    ["/^rain/", true],
    ["/rain$/", false],
    ["/TRAMS?/i", true],
    ["/tram|train/", true],
  ])("meet whole words, and expressions between slashes: %s", (rule, isMet) => {
    expect(met(rule)).toEqual(isMet ? [rule] : []);
  });

  it("meet characters where a script has no blanks", () => {
    expect(readRules(["東京"]).metBy("今日の東京は晴れです")).toEqual(["東京"]);
  });

  it("say which of them are met, in their order", () => {
    expect(met("snow", "rain", "/v2/", "lisbon")).toEqual(["rain", "/v2/", "lisbon"]);
  });

  it.each([
    ["*", /neither a letter nor a digit/],
    ["/(?=x)/", /cannot be read/],
    ["/[/", /cannot be read: missing closing/],
    ["/a{900}{3}/", /cannot be read|counts too far/],
    ["/(a{50}){50}/", /cannot be read/],
    ["/(?:abcde|fghij){400}/", /counts too far/],
  ])("with a mistake say what it is, and are met by nothing: %s", (rule, mistake) => {
    expect(ruleMistake(rule)).toMatch(mistake);
    expect(met(rule)).toEqual([]);
  });

  it("come to an end, whoever wrote them", () => {
    const flood = `${"a".repeat(50_000)}!${"x".repeat(50_000)}`;
    // Backtracking would take longer than the universe has been there.
    expect(readRules(["/(a+)+b/", "/(a|a)*b/", "/(x+x+)+y/"]).metBy(flood)).toEqual([]);
  });

  it("never throw, whatever is written in them", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((inner) => `/${inner}/`),
        ),
        fc.string(),
        (rule, any) => {
          const found = readRules([rule]).metBy(any);
          if (ruleMistake(rule) !== undefined) expect(found).toEqual([]);
        },
      ),
    );
  });
});
