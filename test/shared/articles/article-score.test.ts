import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { type ScoreInput, scoreArticle } from "../../../shared/articles/article-score.ts";

const hourMs = 3_600_000;
const article: ScoreInput = {
  words: 800,
  duplicates: 0,
  ageMs: 18 * hourMs,
  sourceWeight: 0,
  isSummary: false,
  included: [],
};
const score = (change: Partial<ScoreInput>) => scoreArticle({ ...article, ...change });

describe("the score of an article", () => {
  it("is told in words, each with what it gave or took", () => {
    expect(score({ sourceWeight: 2, duplicates: 3, included: ["tram*"], isSummary: true })).toEqual({
      score: 40 + 20 + 10 - 12 + 7 + 18 + 12,
      reasons: [
        "+20 from a source you value",
        "+10 published 18 hours ago",
        "−12 not the full text",
        "+7 800 words to read",
        "+18 3 other feeds have it too",
        "+12 about “tram*”",
      ],
    });
  });

  it("is the sum of its reasons, between 0 and 100, whatever the article", () => {
    const any = fc.record({
      words: fc.nat(20_000),
      duplicates: fc.nat(50),
      ageMs: fc.option(fc.double({ noNaN: false }), { nil: undefined }),
      sourceWeight: fc.double(),
      isSummary: fc.boolean(),
      included: fc.array(fc.constantFrom("rain", "lisbon", "trams", "snow")),
    });
    fc.assert(
      fc.property(any, (change) => {
        const { score: points, reasons } = score(change);
        const sum = reasons.reduce((all, reason) => all + Number(reason.split(" ")[0]?.replace("−", "-")), 40);
        expect(points).toBe(Math.max(0, Math.min(100, sum)));
      }),
    );
  });

  it("falls with age, and never rises", () => {
    const points = [0, 1, 6, 18, 48, 24 * 30].map((hours) => score({ ageMs: hours * hourMs }).score);
    expect(points).toEqual(points.toSorted((one, other) => other - one));
    expect(points[0]).toBeGreaterThan(points[5] ?? 0);
    expect(score({ ageMs: -hourMs }).score).toBe(score({ ageMs: 0 }).score);
  });

  it("says nothing of an age that nobody knows", () => {
    expect(score({ ageMs: undefined }).reasons.join()).not.toMatch(/published/);
  });

  it("takes points from what is too short to print", () => {
    expect(score({ words: 20 }).reasons).toContain("−15 only 20 words");
    expect(score({ words: 100 }).reasons).toContain("−5 short: 100 words");
    expect(score({ words: 1 }).reasons).toContain("−15 one word only");
  });

  it("rises where other feeds bring the same, up to a limit", () => {
    expect(score({ duplicates: 1 }).reasons).toContain("+6 one other feed has it too");
    expect(score({ duplicates: 40 }).score).toBe(score({ duplicates: 3 }).score);
  });
});
