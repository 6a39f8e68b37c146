/** The languages that an edition's own words and dates are told in, with what `Intl` calls the way of writing them. */
const locales = {
  en: "en-GB",
  de: "de-DE",
  fr: "fr-FR",
  es: "es-ES",
  it: "it-IT",
  pt: "pt-PT",
  nl: "nl-NL",
  pl: "pl-PL",
  sv: "sv-SE",
  ja: "ja-JP",
  zh: "zh-CN",
} as const satisfies Record<string, string>;

export type EditionLanguage = keyof typeof locales;
export type EditionLocale = (typeof locales)[EditionLanguage];

/** What an edition in this language speaks by itself: English, where it is none of ours. */
export function editionLanguageOf(language: string): EditionLanguage {
  const primary = language.toLowerCase().split("-", 1)[0] ?? "";
  return isOurs(primary) ? primary : "en";
}

export function editionLocaleOf(language: string): EditionLocale {
  return locales[editionLanguageOf(language)];
}

function isOurs(primary: string): primary is EditionLanguage {
  return Object.hasOwn(locales, primary);
}
