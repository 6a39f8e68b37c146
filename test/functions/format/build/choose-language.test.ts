import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { bookLanguage } from "../../../../functions/format/build/book-language.ts";
import { chooseLanguage, openTextSample } from "../../../../functions/format/build/choose-language.ts";
import type { DetectLanguage } from "../../../../shared/text/detect-language.ts";
import { corpusFiles } from "../../../corpora.ts";

const english =
  "It was the best of times, it was the worst of times, it was the age of wisdom, and he had not been at home for a year; but this is what they say of it, and that is all that there was to be said. ".repeat(
    2,
  );
const german =
  "Es war die beste und die schlimmste Zeit, ein Jahrhundert der Weisheit und des Unsinns, eine Epoche des Glaubens und des Unglaubens, eine Periode des Lichts und der Finsternis, der Frühling der Hoffnung und der Winter der Verzweiflung. ".repeat(
    2,
  );
const russian =
  "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему. Все смешалось в доме Облонских. ".repeat(
    3,
  );
const never = (): Promise<DetectLanguage> => Promise.reject(new Error("the detector was loaded"));

async function choose(
  declared: readonly string[],
  text: string,
  detector?: () => Promise<DetectLanguage>,
  byReader?: string,
) {
  const notes: string[] = [];
  const note = (repair: string, about = "") => void notes.push(`${repair} ${about}`.trim());
  return [await chooseLanguage({ byReader, declared }, text, note, detector), ...notes];
}

describe("the language of a book", () => {
  it("is the one declared, without loading anything, where the text can be in it", async () => {
    expect(await choose(["de-AT"], german, never)).toEqual(["de-AT"]);
    expect(await choose(["", "und", "en_GB"], english, never)).toEqual(["en-GB"]);
    expect(await choose(["Russian"], russian, never)).toEqual(["ru"]);
    expect(await choose(["la"], english, never)).toEqual(["la"]);
    expect(await choose(["en"], "Too short to say.", never)).toEqual(["en"]);
  });

  it("is the reader's own word before all others", async () => {
    expect(await choose(["de"], german, never, "gsw-CH")).toEqual(["gsw-CH"]);
    expect(await choose(["de"], german, never, "nonsense words")).toEqual(["de"]);
  });

  it("is what the text is in where nothing is declared, or what is no language", async () => {
    expect(await choose([], german)).toEqual(["de", "recognised German"]);
    expect(await choose(["C", "und", "zxx"], russian)).toEqual(["ru", "recognised Russian"]);
    expect(await choose([""], english)).toEqual(["en", "recognised English"]);
  });

  it.each([
    ["從前有一本書。", "zh"],
    ["「你好。」他說。", "zh"],
    ["銀河鉄道の夜", "ja"],
    ["운수 좋은 날", "ko"],
    ["สามก๊ก", "th"],
    ["Ἰλιάς", "el"],
    ["Emma", "en"],
    ["1984", "en"],
  ])("is what its letters tell, however short the text is: %s", async (text, language) => {
    const [chosen] = await choose([], text);
    expect(chosen).toBe(language);
    expect(await choose(["de"], text, never)).toEqual(["de"]);
  });

  it("is what the text is in where another one is declared that it cannot be", async () => {
    expect(await choose(["en-US"], german)).toEqual(["de", "recognised German"]);
    expect(await choose(["en"], russian)).toEqual(["ru", "recognised Russian"]);
    expect(await choose(["ja"], german)).toEqual(["de", "recognised German"]);
    expect(
      await choose(
        ["de"],
        "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗いじめじめした所でニャーニャー泣いていた事だけは記憶している。",
      ),
    ).toEqual(["ja", "recognised Japanese"]);
  });

  it("is English without asking the detector where that is beyond doubt, and in no other language", async () => {
    const prose = english.repeat(3);
    expect(await choose([], prose, never)).toEqual(["en", "recognised English"]);
    const taken: string[] = [];
    const files = corpusFiles("feeds/language").filter((path) => path.endsWith(".txt"));
    for (const path of files) {
      const text = readFileSync(path, "utf8");
      if (
        await choose([], text, never).then(
          () => true,
          () => false,
        )
      )
        taken.push(text);
    }
    const { eld } = await import("eld/extrasmall");
    process.stderr.write(`plainly English: ${taken.length} of ${files.length} texts\n`);
    expect(taken.filter((text) => text.trim() !== "" && eld.detect(text).language !== "en")).toEqual([]);
  });

  it("is English where nothing helps, and that is said", async () => {
    expect(await choose(["klingonese"], "1 2 3")).toEqual(["en", "K7 klingonese"]);
    expect(await choose([], "")).toEqual(["en", "K7"]);
    expect(await choose(["de"], "")).toEqual(["de"]);
  });

  it("is one that exists, of a text in any language of the corpus", async () => {
    const files = corpusFiles("feeds/language").filter((path) => path.endsWith(".txt"));
    const wrong: string[] = [];
    for (const path of files) {
      const [language = ""] = await choose([], readFileSync(path, "utf8"));
      if (bookLanguage(language) !== language) wrong.push(`${basename(path)}: ${language}`);
    }
    process.stderr.write(`languages: ${files.length} texts\n`);
    expect(wrong).toEqual([]);
  });
});

describe("a sample of a text", () => {
  it("is from all over it, of paragraphs that say something", () => {
    const sample = openTextSample();
    for (let number = 0; number < 100; number += 1) sample.add(`${number} ${"word ".repeat(80)}`);
    sample.add("short");
    const numbers = sample
      .text()
      .split("\n")
      .map((line) => Number.parseInt(line, 10));
    expect(numbers).toHaveLength(16);
    expect(Math.min(...numbers)).toBeLessThan(7);
    expect(Math.max(...numbers)).toBeGreaterThan(92);
    expect(sample.text().length).toBeLessThan(5000);
    expect(openTextSample().text()).toBe("");
  });

  it("has the short lines of a text whose letters tell its language", () => {
    const sample = openTextSample();
    for (const line of ["「你好。」", "— No.", "好", "他走了。"]) sample.add(line);
    expect(sample.text()).toBe("「你好。」\n他走了。");
  });
});
