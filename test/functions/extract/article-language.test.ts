import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { languageOf } from "../../../functions/extract/article-language.ts";
import { type DetectLanguage, loadLanguageDetector } from "../../../shared/text/detect-language.ts";
import { corpusFiles } from "../../corpora.ts";
import { itWhere } from "../../it-where.ts";

const english = "The quick brown fox jumps over the lazy dog, and then it goes home to sleep until the morning comes.";
const german =
  "Der schnelle braune Fuchs springt über den faulen Hund und läuft danach nach Hause, um bis zum Morgen zu schlafen.";
const norwegian =
  "Den raske brune reven hopper over den late hunden, og deretter går den hjem for å sove til morgenen kommer.";
const japanese =
  "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗いじめじめした所でニャーニャー泣いていた事だけは記憶している。";

const never = (): Promise<DetectLanguage> => Promise.reject(new Error("the detector was loaded"));

describe("the language of an article", () => {
  it("is the one declared, without loading anything, where the letters do not speak against it", async () => {
    expect(await languageOf(german, ["de-AT"], never)).toBe("de-AT");
    expect(await languageOf(german, [undefined, "de_de"], never)).toBe("de-DE");
  });

  it("is what the text is in, where a template says English", async () => {
    expect(await languageOf(german, ["en"])).toBe("de");
    expect(await languageOf(english, ["en-GB"])).toBe("en-GB");
  });

  it("is what the feed says, where the page says something else and the text agrees with the feed", async () => {
    expect(await languageOf(german, ["en-US", "de-CH"])).toBe("de-CH");
  });

  it("is not one that is written in other letters", async () => {
    expect(await languageOf(japanese, ["de"])).toBe("ja");
  });

  it("is the one declared where a detector confuses it with its neighbour", async () => {
    expect(await languageOf(norwegian, ["nb-NO", "en"])).toBe("nb-NO");
  });

  it("is found where nothing is declared, and unknown where there is too little of it", async () => {
    expect(await languageOf(english, [])).toBe("en");
    expect(await languageOf("Hm.", [])).toBeUndefined();
    expect(await languageOf("Hm.", ["fr"])).toBe("fr");
  });

  it.each(["und", "zxx", "english please", "", "x-default", "1234567890"])("is not %s", async (declared) => {
    expect(await languageOf(english, [declared])).toBe("en");
  });

  const files = corpusFiles("feeds/language").filter((path) => path.endsWith(".txt"));
  itWhere(
    files.length > 0,
    "sentences in 46 languages",
    "no corpora",
  )("is found in five sentences, its nearest neighbours apart", async () => {
    const detect = await loadLanguageDetector();
    const alike = [
      ["nb", "nn", "no"],
      ["bs", "hr", "sr"],
      ["id", "ms"],
    ];
    let right = 0;
    let all = 0;
    const wrong: string[] = [];
    for (const path of files) {
      const language = basename(path, ".txt");
      const lines = readFileSync(path, "utf8").trim().split("\n");
      for (let at = 0; at + 5 <= lines.length; at += 5) {
        const found = detect(lines.slice(at, at + 5).join(" "));
        all += 1;
        if (found === language || alike.some((group) => group.includes(language) && group.includes(found ?? "")))
          right += 1;
        else wrong.push(`${language} taken for ${found ?? "nothing"}`);
      }
    }
    process.stderr.write(
      `feeds/language: ${files.length} languages, ${all} texts, ${((100 * right) / all).toFixed(2)} % right; ${wrong.join(", ")}\n`,
    );
    expect(right / all).toBeGreaterThan(0.99);
  });
});
