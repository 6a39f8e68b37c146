import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { cleanText, plainLine } from "../../../shared/markup/clean-text.ts";

describe("text for a Kindle", () => {
  it.each([
    ["thin\u2009space\u205fand\u1680more", "thin space and more"],
    ["figure\u2007and\u202fnarrow no-break spaces", "figure\u00a0and\u00a0narrow no-break spaces"],
    ["soft\u00adhyphen, zero\u200bwidth, word\u2060joiner, \ufeffmark", "softhyphen, zerowidth, wordjoiner, mark"],
    ["bell\u0007, null\u0000, delete\u007f, C1\u0092", "bell, null, delete, C1"],
    ["next line\u0085separator\u2028end", "next line\nseparator\nend"],
    ["half \ud83d a pair", "half \ufffd a pair"],
    ["noncharacters \ufffe\uffff\u{1ffff}", "noncharacters "],
    ["marks\u200e in Latin\u200f", "marks in Latin"],
    ["שלום\u200f!", "שלום\u200f!"],
    ["\u202bعربي\u202c", "\u202bعربي\u202c"],
    ["an embedding that is not closed \u202bعربي", "an embedding that is not closed عربي"],
    ["می\u200cخواهم", "می\u200cخواهم"],
    ["क्\u200dष", "क्\u200dष"],
    ["👩\u200d🚀 and a\u200db", "👩\u200d🚀 and ab"],
    ["日本\u3000語", "日本\u3000語"],
    ["Latin\u3000only", "Latin only"],
  ])("writes %j as %j", (found, written) => {
    expect(cleanText(found)).toBe(written);
  });

  it("is the same when it is cleaned again, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const once = cleanText(text);
        expect(cleanText(once)).toBe(once);
      }),
    );
  });

  it("never has a character that XML forbids", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff).map((code) => String.fromCharCode(code))), (letters) => {
        // oxlint-disable-next-line no-control-regex -- they are what must be gone.
        expect(cleanText(letters.join(""))).not.toMatch(/[\0-\u0008\u000b\u000e-\u001f\ufffe\uffff]/);
        expect(cleanText(letters.join("")).isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("a line of text", () => {
  it("has single spaces and no ends", () => {
    expect(plainLine("  a \n\t b\u00a0\u00a0c ", 100)).toBe("a b c");
  });

  it("is cut at a word, and never longer than it may be", () => {
    expect(plainLine("one two three four", 12)).toBe("one two…");
    expect(plainLine("a".repeat(50), 10)).toBe(`${"a".repeat(9)}…`);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 30 }), (text, lengthMax) => {
        expect(plainLine(text, lengthMax).length).toBeLessThanOrEqual(lengthMax);
        expect(plainLine(text, lengthMax).isWellFormed()).toBe(true);
      }),
    );
  });
});
