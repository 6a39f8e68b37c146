import { expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { bookLanguage, firstLanguage, isRightToLeft } from "../../../../functions/format/build/book-language.ts";

it.each([
  ["en", "en"],
  ["EN_us", "en-US"],
  ["eng", "en"],
  ["en-US", "en-US"],
  ["en-XX-1", "en"],
  ["zh-hant-tw", "zh-Hant-TW"],
  ["de-DE-1996", "de-DE"],
  ["English", "en"],
  ["Français", "fr"],
  ["pt-br, en", "pt-BR"],
  ["grc", "grc"],
])("takes %s for %s", (declared, language) => expect(bookLanguage(declared)).toBe(language));

it.each([
  "",
  " ",
  "C",
  "und",
  "mul",
  "zxx",
  "xx",
  "qaa",
  "constructor",
  "__proto__",
  "1",
  "-",
  "not a language!",
  "en".repeat(99),
])("takes %j for no language", (declared) => expect(bookLanguage(declared)).toBeUndefined());

it("answers what it takes for itself, whatever was declared", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8}){0,3}$/)), (declared) => {
      const language = bookLanguage(declared);
      if (language !== undefined) expect(bookLanguage(language)).toBe(language);
    }),
  );
});

it("takes the first that is a language", () => {
  expect(firstLanguage(undefined, "C", "fr", "de")).toBe("fr");
  expect(firstLanguage("", undefined)).toBeUndefined();
});

it("knows which languages run from right to left", () => {
  expect(["ar", "he-IL", "az-Arab", "az-Latn", "fa", "en"].map(isRightToLeft)).toEqual([
    true,
    true,
    true,
    false,
    true,
    false,
  ]);
});
