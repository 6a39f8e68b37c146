import { describe, expect, it } from "@jest/globals";
import { dayInWords, timeInWords } from "../../../../functions/format/edition/edition-dates.ts";
import {
  articlesLeftOut,
  type EditionWords,
  listed,
  minutesInWords,
  wordsIn,
} from "../../../../functions/format/edition/edition-words.ts";

const languages = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "ja", "zh"];
const slot = "2026-03-01T05:30:00.000Z";
const timeZone = "Europe/Berlin";

describe("an edition's own words", () => {
  it.each([
    ["en", "Sunday, 1 March 2026", "1 March 2026, 06:30"],
    ["de", "Sonntag, 1. März 2026", "1. März 2026, 06:30"],
    ["fr", "Dimanche 1er mars 2026", "1er mars 2026, 06:30"],
    ["es", "Domingo, 1 de marzo de 2026", "1 de marzo de 2026, 06:30"],
    ["it", "Domenica 1 marzo 2026", "1 marzo 2026, 06:30"],
    ["pt", "Domingo, 1 de março de 2026", "1 de março de 2026, 06:30"],
    ["nl", "Zondag 1 maart 2026", "1 maart 2026, 06:30"],
    ["pl", "Niedziela, 1 marca 2026", "1 marca 2026, 06:30"],
    ["sv", "Söndag 1 mars 2026", "1 mars 2026, 06:30"],
    ["ja", "2026年3月1日日曜日", "2026年3月1日 06:30"],
    ["zh", "2026年3月1日星期日", "2026年3月1日 06:30"],
    ["pt-br", "Domingo, 1 de março de 2026", "1 de março de 2026, 06:30"],
    ["eo", "Sunday, 1 March 2026", "1 March 2026, 06:30"],
  ])("tell the day and the moment in %s", (language, day, moment) => {
    expect([dayInWords(slot, { language, timeZone }), timeInWords(slot, { language, timeZone })]).toEqual([
      day,
      moment,
    ]);
  });

  it("tell the day where the reader is", () => {
    expect(dayInWords("2026-03-01T23:30:00.000Z", { language: "fr", timeZone })).toBe("Lundi 2 mars 2026");
    expect(dayInWords("2026-03-11T12:00:00.000Z", { language: "fr", timeZone })).toBe("Mercredi 11 mars 2026");
  });

  it("are there in each of the languages, no two alike, and have room for what they speak of", () => {
    const filled: readonly (keyof EditionWords)[] = ["alsoIn", "originalAt", "since"];
    for (const language of languages) {
      const { articles, ...words } = wordsIn(language);
      for (const [name, said] of Object.entries(words)) {
        const room = filled.includes(name as keyof EditionWords) ? 1 : 0;
        expect([language, name, said.trim(), said.split("{}").length - 1]).toEqual([language, name, said, room]);
        expect(said.length).toBeGreaterThan(1);
      }
      for (const said of Object.values(articles)) expect(said.split("{}")).toHaveLength(2);
    }
    expect(new Set(languages.map((language) => JSON.stringify(wordsIn(language)))).size).toBe(languages.length);
    for (const none of ["und", "eo", "", "toString", "__proto__"]) expect(wordsIn(none)).toBe(wordsIn("en"));
  });

  it("count as each language does", () => {
    expect([1, 2].map((minutes) => minutesInWords(minutes, "en"))).toEqual(["1 minute", "2 minutes"]);
    expect([1, 2].map((minutes) => minutesInWords(minutes, "de"))).toEqual(["1 Minute", "2 Minuten"]);
    expect([1, 3, 5, 22].map((count) => articlesLeftOut(count, "pl"))).toEqual([
      "Jeden artykuł: {}",
      "3 artykuły: {}",
      "5 artykułów: {}",
      "22 artykuły: {}",
    ]);
    expect([1, 12].map((count) => articlesLeftOut(count, "en"))).toEqual([
      "One article, because {}",
      "12 articles, each because {}",
    ]);
    expect(listed(["A", "B", "C"], "en")).toBe("A, B and C");
    expect(listed(["A", "B"], "fr")).toBe("A et B");
  });
});
