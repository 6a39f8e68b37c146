import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { searchTermsOf, wordsOf } from "../../../shared/read-models/search-terms.ts";

/** Whether a search for this finds a document of these texts. */
function finds(search: string, ...texts: readonly string[]): boolean {
  const terms = searchTermsOf(...texts);
  return wordsOf(search).every((word) => terms.includes(word));
}

describe("a search", () => {
  it.each([
    ["aus", "Jane Austen"],
    ["AUSTEN jane", "Jane Austen"],
    ["a", "Austen"],
    ["etranger", "L’Étranger"],
    ["Étr", "L’Etranger"],
    ["strasse", "Die Straße"],
    ["Straße", "DIE STRASSE"],
    ["οδος", "ΟΔΟΣ"],
    ["οδοσ", "Οδοσήμανση"],
    ["istanbul", "İSTANBUL"],
    ["2001", "2001: A Space Odyssey"],
    ["война и мир", "Война и мир"],
    ["森林", "三体II：黑暗森林"],
    ["林", "三体II：黑暗森林"],
    ["三体ii", "三体II：黑暗森林"],
    ["吾輩は猫", "吾輩は猫である"],
    ["ラーメン", "美味しいラーメン"],
    ["ｶﾞﾗｽ", "ガラスの仮面"],
    ["ประเทศ", "ประวัติศาสตร์ประเทศไทย"],
    ["हिन्दी", "हिन्दी साहित्य"],
    ["한국", "한국어 소설"],
    ["extraordinarily", "An Extraordinarily Long Word"],
    ["𝕳𝖊𝖑𝖑𝖔", "Hello"],
  ])("for %p finds %p", (search, text) => {
    expect(finds(search, text)).toBe(true);
  });

  it.each([
    ["usten", "Jane Austen"],
    ["jane eyre", "Jane Austen"],
    ["austenite", "Jane Austen"],
    ["林森", "黑暗森林"],
    ["暗林", "黑暗森林"],
  ])("for %p does not find %p", (search, text) => {
    expect(finds(search, text)).toBe(false);
  });

  it("finds the words of all the texts, though the first one is very long", () => {
    const title = Array.from({ length: 60 }, (_, n) => `wordnumber${n}`).join(" ");
    expect(finds("wordnumber59 austen pride.epub", title, "Jane Austen", "pride.epub")).toBe(true);
  });

  it("has nothing to look for in what has no letters", () => {
    expect(wordsOf("")).toEqual([]);
    expect(wordsOf(" … ! \u{1f408} ")).toEqual([]);
  });

  it("finds any text by itself, and by the beginning of any of its words, whatever it says", () => {
    const words = fc.array(fc.string({ unit: "grapheme", maxLength: 20 }), { maxLength: 8 });
    fc.assert(
      fc.property(words, (all) => {
        const text = all.join(" ");
        expect(finds(text, text)).toBe(true);
        for (const word of wordsOf(text)) expect(finds([...word][0] ?? "", text)).toBe(true);
      }),
    );
  });

  it("never makes more terms than a store should have to keep, nor half a letter", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (text) => {
        const terms = searchTermsOf(text, text.toUpperCase());
        expect(terms.length).toBeLessThanOrEqual(300);
        expect(new Set(terms).size).toBe(terms.length);
        for (const term of terms) expect(term.isWellFormed()).toBe(true);
      }),
    );
  });
});
