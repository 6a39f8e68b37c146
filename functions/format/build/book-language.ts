/**
 * A language tag that a Kindle takes: a primary language that exists, with script and region where they exist too
 * (K7). Understands `en_US`, `eng`, `English`. Answers `undefined` for what is no language.
 */
export function bookLanguage(declared: string): string | undefined {
  const tag =
    declared
      .trim()
      .replaceAll("_", "-")
      .split(/[\s,;.]/)[0] ?? "";
  if (tag === "") return undefined;
  const named = languageCalled(tag);
  if (named !== undefined) return named;
  let locale: Intl.Locale;
  try {
    locale = new Intl.Locale(tag);
  } catch {
    // A private or malformed rest does not make the language before it unknown.
    const primary = tag.split("-")[0] ?? "";
    return primary === tag ? undefined : bookLanguage(primary);
  }
  const { script, region } = locale;
  // Newer engines answer nothing at all for "und".
  const language: string | undefined = locale.language;
  if (language === undefined || unspecific.has(language) || !isKnown("language", language)) return undefined;
  return [
    language,
    script !== undefined && isKnown("script", script) ? script : undefined,
    region !== undefined && isKnown("region", region) ? region : undefined,
  ]
    .filter((subtag) => subtag !== undefined)
    .join("-");
}

/** The first of several declarations that names a language. */
export function firstLanguage(...declarations: readonly (string | undefined)[]): string | undefined {
  for (const declared of declarations) {
    const language = declared === undefined ? undefined : bookLanguage(declared);
    if (language !== undefined) return language;
  }
  return undefined;
}

/** Languages written from right to left, whose books are turned the other way. */
export function isRightToLeft(language: string): boolean {
  const [primary, second] = language.split("-");
  if (second !== undefined && second.length === 4) return /^(Arab|Hebr|Thaa|Syrc|Nkoo)$/.test(second);
  return /^(ar|arc|ckb|dv|fa|he|ps|sd|syr|ug|ur|yi)$/.test(primary ?? "");
}

const unspecific = new Set(["und", "mul", "mis", "zxx", "root", "art"]);

/** Whether a subtag stands for something. Loading their names takes longer than reading a small book: not for the usual. */
function isKnown(type: "language" | "script" | "region", code: string): boolean {
  if (type === "language" && usualLanguages.has(code)) return true;
  const names = new Intl.DisplayNames("en", { type, fallback: "none" });
  return names.of(code) !== undefined;
}

const usualLanguages = new Set(
  "ar cs da de el en es fa fi fr he hi hu it ja ko nl no pl pt ro ru sv tr uk zh".split(" "),
);

/** How languages call themselves and are called in English, for files that write that instead of a code. */
function languageCalled(name: string): string | undefined {
  return name.length < 4 ? undefined : namesToCodes.get(name.toLowerCase());
}

const namesToCodes = new Map(
  Object.entries({
    arabic: "ar",
    chinese: "zh",
    czech: "cs",
    danish: "da",
    deutsch: "de",
    dutch: "nl",
    english: "en",
    español: "es",
    espanol: "es",
    finnish: "fi",
    français: "fr",
    francais: "fr",
    french: "fr",
    german: "de",
    greek: "el",
    hebrew: "he",
    hindi: "hi",
    hungarian: "hu",
    italian: "it",
    italiano: "it",
    japanese: "ja",
    korean: "ko",
    latin: "la",
    magyar: "hu",
    nederlands: "nl",
    norwegian: "no",
    persian: "fa",
    polish: "pl",
    polski: "pl",
    portuguese: "pt",
    português: "pt",
    portugues: "pt",
    romanian: "ro",
    russian: "ru",
    spanish: "es",
    svenska: "sv",
    swedish: "sv",
    turkish: "tr",
    ukrainian: "uk",
  }),
);
