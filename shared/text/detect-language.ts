/** Tells the language of a text: ISO 639-1, or `undefined` where it cannot. */
export type DetectLanguage = (text: string) => string | undefined;

/** Shorter texts say too little, but for the script that they are written in. */
export const languageTextLengthMin = 40;
/** Where a text begins, it is in the language in which it goes on. */
export const languageTextLengthMax = 4000;

/**
 * Loads the detector, which takes a tenth of a second and 20 MB: once, and only where a text is met that does not say its
 * language, or says it wrongly.
 */
export async function loadLanguageDetector(): Promise<DetectLanguage> {
  const { eld } = await import("eld/extrasmall");
  return (text) => {
    const sample = text.slice(0, languageTextLengthMax);
    if (sample.length < languageTextLengthMin) return languageOfScript(sample);
    const found = eld.detect(sample);
    return found.language !== "" && found.isReliable() ? found.language : undefined;
  };
}

/** Scripts that tell a language by themselves, or that it is not the one declared. */
const scripts: readonly { readonly pattern: RegExp; readonly languages: readonly string[] }[] = [
  { pattern: /\p{Script=Hangul}/gu, languages: ["ko"] },
  { pattern: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu, languages: ["ja"] },
  { pattern: /\p{Script=Han}/gu, languages: ["zh", "ja", "yue"] },
  { pattern: /\p{Script=Thai}/gu, languages: ["th"] },
  { pattern: /\p{Script=Hebrew}/gu, languages: ["he", "yi"] },
  { pattern: /\p{Script=Greek}/gu, languages: ["el"] },
  { pattern: /\p{Script=Tamil}/gu, languages: ["ta"] },
  { pattern: /\p{Script=Telugu}/gu, languages: ["te"] },
];
const scriptShareMin = 0.3;
const letter = /\p{L}/gu;
const telling = new RegExp(scripts.map(({ pattern }) => pattern.source).join("|"), "u");
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** The language that a text's letters tell by themselves, however short it is; `undefined` where many are written in them. */
export function languageOfScript(text: string): string | undefined {
  // Most texts are asked in vain.
  if (!telling.test(text)) return undefined;
  const letters = text.match(letter)?.length ?? 0;
  const found = scripts.find(({ pattern }) => (text.match(pattern)?.length ?? 0) > letters * scriptShareMin);
  const language = found?.languages[0];
  // Most letters of Japanese may be Chinese.
  return language === "zh" && kana.test(text) ? "ja" : language;
}

/** Whether a text can be in a language at all, by the letters that it is written in. */
export function canBeIn(primary: string, text: string): boolean {
  const sample = text.slice(0, languageTextLengthMax);
  const letters = sample.match(letter)?.length ?? 0;
  if (letters < languageTextLengthMin) return true;
  return scripts.every(({ pattern, languages }) => {
    const share = (sample.match(pattern)?.length ?? 0) / letters;
    return share < scriptShareMin || languages.includes(primary);
  });
}
