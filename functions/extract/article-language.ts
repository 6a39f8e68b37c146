import { canBeIn, type DetectLanguage, loadLanguageDetector } from "../../shared/text/detect-language.ts";

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
  if (first !== undefined && agreed && first.primary !== "en" && canBeIn(first.primary, text)) return first.tag;
  const detected = (await detector())(text);
  if (detected === undefined) return tags.find(({ primary }) => canBeIn(primary, text))?.tag;
  return (
    (tags.find(({ primary }) => primary === detected) ?? tags.find(({ primary }) => isClose(primary, detected)))?.tag ??
    detected
  );
}

function isClose(one: string, other: string): boolean {
  return closeLanguages.some((group) => group.includes(one) && group.includes(other));
}
