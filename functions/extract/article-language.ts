/** Tells the language of a text: ISO 639-1, or `undefined` where it cannot. */
export type DetectLanguage = (text: string) => string | undefined;

/** Shorter texts say too little. */
const textLengthMin = 40;
/** Where a text begins, it is in the language in which it goes on. */
const textLengthMax = 4000;

/**
 * Loads the detector, which takes a tenth of a second and 20 MB: once, and only where a text is met that does not say its
 * language, or says it wrongly.
 */
export async function loadLanguageDetector(): Promise<DetectLanguage> {
  const { eld } = await import("eld/extrasmall");
  return (text) => {
    const sample = text.slice(0, textLengthMax);
    if (sample.length < textLengthMin) return undefined;
    const found = eld.detect(sample);
    return found.language !== "" && found.isReliable() ? found.language : undefined;
  };
}

/** Languages that detectors confuse and people read alike: a declared one of the same group is believed. */
const closeLanguages = [
  ["no", "nb", "nn", "da"],
  ["hr", "sr", "bs", "sh"],
  ["id", "ms"],
  ["cs", "sk"],
  ["es", "ca", "gl"],
  ["pt", "gl"],
  ["bg", "mk"],
  ["fa", "tg", "ps"],
  ["hi", "mr", "ne"],
  ["zh", "yue"],
];

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

/** The primary language of a tag, and the tag in its usual form; `undefined` for what is no tag. */
function languageOfTag(declared: string): { primary: string; tag: string } | undefined {
  const written =
    declared
      .trim()
      .replaceAll("_", "-")
      .split(/[\s,;.]/)[0] ?? "";
  try {
    const [tag] = Intl.getCanonicalLocales(written);
    if (tag === undefined) return undefined;
    const primary = tag.split("-")[0] ?? "";
    // Longer ones are names, as in "english"; the rest are codes for none or many.
    return /^[a-z]{2,3}$/.test(primary) && !/^(?:und|mul|mis|zxx)$/.test(primary) ? { primary, tag } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a text can be in a language at all, by the letters that it is written in. */
function canBe(primary: string, text: string): boolean {
  const sample = text.slice(0, textLengthMax);
  const letters = sample.match(letter)?.length ?? 0;
  if (letters < textLengthMin) return true;
  return scripts.every(({ pattern, languages }) => {
    const share = (sample.match(pattern)?.length ?? 0) / letters;
    return share < scriptShareMin || languages.includes(primary);
  });
}

/**
 * The language of an article: as its page declares it, else as its feed does, unless the text speaks against it. Templates
 * declare English whatever is written in them, so a long text that is clearly something else is believed before them.
 *
 * @param declared tags in the order in which they are believed.
 */
export async function languageOf(
  text: string,
  declared: readonly (string | undefined)[],
  detector: () => Promise<DetectLanguage> = loadLanguageDetector,
): Promise<string | undefined> {
  const tags = declared
    .map((one) => (one === undefined ? undefined : languageOfTag(one)))
    .filter((one) => one !== undefined);
  const [first] = tags;
  const agreed = first !== undefined && tags.every(({ primary }) => primary === first.primary);
  if (first !== undefined && agreed && first.primary !== "en" && canBe(first.primary, text)) return first.tag;
  const detected = (await detector())(text);
  if (detected === undefined) return tags.find(({ primary }) => canBe(primary, text))?.tag;
  return (
    (tags.find(({ primary }) => primary === detected) ?? tags.find(({ primary }) => isClose(primary, detected)))?.tag ??
    detected
  );
}

function isClose(one: string, other: string): boolean {
  return closeLanguages.some((group) => group.includes(one) && group.includes(other));
}
