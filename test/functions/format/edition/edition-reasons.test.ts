import { describe, expect, it } from "@jest/globals";
import { reasonWords } from "../../../../functions/format/edition/edition-reason-words.ts";
import { reasonIn, ruleIn } from "../../../../functions/format/edition/edition-reasons.ts";
import { sourceFiles } from "../../../architecture/source-files.ts";

/** What no reader is ever told of: our own waiting. */
const untold = new Set(["web/host-busy", "web/aborted", "feed/not-kept"]);

describe("the reasons in an edition", () => {
  it("have words in every language for every code that a feed or a page can fail with", () => {
    const codes = new Set<string>();
    for (const { path, text } of sourceFiles(
      "functions/fetch",
      "functions/extract",
      "shared/web",
      "shared/adapters/web",
    )) {
      // An address that is refused at once is told to who subscribes, and never fetched.
      if (path.includes("/websub/")) continue;
      for (const [, code = ""] of text.matchAll(/"((?:feed|page|article|robots|web)\/[a-z-]+)"/g)) codes.add(code);
    }
    expect(codes.size).toBeGreaterThan(40);
    for (const language of Object.keys(reasonWords)) {
      const wordless = [...codes].filter((code) => !untold.has(code) && reasonIn(language, code) === undefined);
      expect([language, wordless]).toEqual([language, []]);
    }
  });

  it("are told as sentences, and rules have room for what they speak of", () => {
    for (const [language, { reasons, rules }] of Object.entries(reasonWords)) {
      for (const sentence of Object.values(reasons))
        expect([language, sentence]).toEqual([language, expect.stringMatching(/^\S.{3,}[.。]$/u)]);
      expect(new Set(Object.values(reasons)).size).toBe(Object.keys(reasons).length);
      for (const [kind, words] of Object.entries(rules)) {
        expect([language, kind, words.split("{}").length - 1]).toEqual([
          language,
          kind,
          kind === "nothing-wanted" ? 0 : 1,
        ]);
      }
    }
  });

  it("say how many, as the language counts, and which word, whatever it is", () => {
    expect(ruleIn("de", { kind: "too-old", limit: 1 })).toBe("älter als 1 Tag");
    expect(ruleIn("de-AT", { kind: "too-old", limit: 3 })).toBe("älter als 3 Tage");
    expect(ruleIn("fr", { kind: "words-max", limit: 12_000 })).toMatch(/12.000 au plus/u);
    expect(ruleIn("ja", { kind: "excluded", word: "$& $1 {}" })).toBe("除外する語「$& $1 {}」を含む");
  });

  it("are left in English where that is the language, where it is none of ours, and where nobody knows the code", () => {
    for (const language of ["en", "en-GB", "cs", "und"]) {
      expect(reasonIn(language, "web/dns")).toBeUndefined();
      expect(ruleIn(language, { kind: "nothing-wanted" })).toBeUndefined();
    }
    expect(reasonIn("de", undefined)).toBeUndefined();
    expect(reasonIn("de", "feed/of-tomorrow")).toBeUndefined();
    expect(reasonIn("de", "toString")).toBeUndefined();
    expect(ruleIn("de", undefined)).toBeUndefined();
  });
});
