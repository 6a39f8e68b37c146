import { expect, it } from "@jest/globals";
import { editionLanguage } from "../../../functions/digest/edition-language.ts";
import type { ChosenArticle } from "../../../shared/digests/choose-articles.ts";
import type { DigestSource } from "../../../shared/digests/gather-candidates.ts";

/** As far as their language goes. */
const article = (language: string, words: number) => ({ article: { language, words } }) as ChosenArticle;
const source = (language?: string) => ({ feed: language === undefined ? undefined : { language } }) as DigestSource;

it("an edition is in the language of most of its words, else of most of its feeds, else in English", () => {
  expect(editionLanguage([article("de-AT", 300), article("DE", 300), article("en", 500)], [])).toBe("de");
  expect(editionLanguage([article("fr", 10)], [source("en"), source("en")])).toBe("fr");
  expect(editionLanguage([article("und", 900), article("pl", 10)], [])).toBe("pl");
  expect(editionLanguage([], [source("de-de"), source("de"), source("en-us"), source()])).toBe("de");
  expect(editionLanguage([], [source("Deutsch"), source("")])).toBe("en");
  expect(editionLanguage([article("und", 900)], [source()])).toBe("en");
  expect(editionLanguage([], [])).toBe("en");
});
