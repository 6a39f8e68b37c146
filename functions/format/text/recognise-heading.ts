import { chapterWords, contentsNames, namedSections, numberWords, ordinalsBefore, partWords } from "./heading-words.ts";

export interface HeadingLine {
  readonly rank: "part" | "chapter" | "named";
  /** Whether it says more than its number. */
  readonly hasTitle: boolean;
  /** A list of the other headings follows. */
  readonly isContents?: boolean;
}

const lineCharactersMax = 100;
const titleCharactersMax = 80;

const roman = "[ivxlcdm]{1,8}";
const number = `(?:\\d{1,4}|${roman}|${numberWords})`;
/** What may come behind the number: nothing; a mark and a title; or a title at once. */
const title = `(?:\\s*[.:,;)\\]—–-]+\\s*(?<marked>.*)|\\s+(?<plain>\\S.*))?`;

const divisions = `(?:(?<part>${partWords})|${chapterWords})`;
const numbered = new RegExp(
  `^(?:the )?${divisions}\\s*(?:№|no\\.?|nr\\.?|n°)?\\s*(?:${number})(?![\\p{L}\\p{N}])${title}$`,
  "u",
);
const ordinal = new RegExp(
  `^(?:\\d{1,3}(?:\\.|st|nd|rd|th|er|re|e|ª|º|-?[яй])|${ordinalsBefore})\\s*${divisions}${title}$`,
  "u",
);
const named = new RegExp(`^(?:${namedSections})\\s*[.:]?$`, "u");
const contents = new RegExp(`^(?:${contentsNames})\\s*[.:]?$`, "u");

const eastNumber = "[0-9０-９一二三四五六七八九十百千零〇○两兩壹贰叁]{1,8}";
const eastChapter = new RegExp(`^(?:正文\\s*)?第\\s*${eastNumber}\\s*[章节節回话話幕課课](?<rest>.*)$`, "u");
const eastPart = new RegExp(
  `^(?:第\\s*${eastNumber}\\s*[卷部篇集编編巻冊册]|[卷巻]\\s*${eastNumber})(?<rest>.*)$`,
  "u",
);
const eastNamed =
  /^(?:序章?|序言|楔子|引子|前言|后记|後記|尾声|尾聲|终章|終章|番外.{0,20}|目录|目錄|目次|プロローグ|エピローグ|まえがき|前書き|あとがき|はしがき|はじめに|おわりに|프롤로그|에필로그|머리말|서문|서장|종장|후기|차례|목차)$/u;
const koreanChapter = /^(?:제\s*)?\d{1,4}\s*[장화편회](?![\p{L}\p{N}])(?<rest>.*)$/u;
const koreanPart = /^제\s*\d{1,4}\s*[부권](?![\p{L}\p{N}])(?<rest>.*)$/u;

/** Whether a line, taken alone, says that a part of a book begins. It must stand alone as well: that is for the caller to see. */
export function recogniseHeading(line: string): HeadingLine | undefined {
  const text = line.trim().replace(/^[*_=#~\s]+(?=\S)|[*_=#~\s]+$/gu, "");
  if (text === "" || text.length > lineCharactersMax) return undefined;
  const small = inSmallLetters(text);
  if (contents.test(small)) {
    return startsLikeTitle(text) ? { rank: "named", hasTitle: true, isContents: true } : undefined;
  }
  if (named.test(small)) return startsLikeTitle(text) ? { rank: "named", hasTitle: true } : undefined;
  const match = numbered.exec(small) ?? ordinal.exec(small);
  return match === null ? eastern(text) : western(text, match.groups);
}

/**
 * The same text, unit for unit. Expressions that ignore case themselves take a tenth of a second before they match at all,
 * as soon as they speak of letters in general.
 */
function inSmallLetters(text: string): string {
  const small = text.toLowerCase();
  if (small.length === text.length) return small;
  return Array.from(text, (letter) => {
    const one = letter.toLowerCase();
    return one.length === letter.length ? one : letter;
  }).join("");
}

/** Capitals, where the script has them. */
const startsLikeTitle = (text: string) => !/^\p{Ll}/u.test(text);

function western(text: string, { part, marked, plain }: Partial<Record<string, string>> = {}): HeadingLine | undefined {
  // Either of them goes on to the end.
  const behindMark = text.slice(text.length - (marked ?? "").length).trim();
  const behindNumber = text.slice(text.length - (plain ?? "").length).trim();
  if (!startsLikeTitle(text) || behindMark.length > titleCharactersMax) return undefined;
  // "Chapter 7 was the best": behind a number without a mark, only what looks like a title is one.
  if (
    behindNumber !== "" &&
    !(/^["“«'(¿¡]?[\p{Lu}\p{N}\p{Lo}]/u.test(behindNumber) && !/\p{Ll}[.;,]$/u.test(behindNumber))
  )
    return undefined;
  if (/[,;]$/u.test(behindMark) || looksLikeProse(behindMark)) return undefined;
  return { rank: part === undefined ? "chapter" : "part", hasTitle: behindMark !== "" || behindNumber !== "" };
}

/** A sentence that goes on to a second one is no title. */
function looksLikeProse(text: string): boolean {
  return /\p{Ll}{3,}[.!?]["”’]?\s+\p{Lu}.*\p{Ll}[.!?]$/u.test(text);
}

const eastLetter = /[\u3000-\u9fff\uac00-\ud7af]/u;

function eastern(text: string): HeadingLine | undefined {
  if (!eastLetter.test(text)) return undefined;
  if (eastNamed.test(text)) return { rank: "named", hasTitle: true };
  for (const [rank, pattern] of [
    ["chapter", eastChapter],
    ["part", eastPart],
    ["chapter", koreanChapter],
    ["part", koreanPart],
  ] as const) {
    const rest = pattern.exec(text)?.groups?.["rest"]?.trim();
    if (rest === undefined) continue;
    // A sentence that begins with "第一回" ends like one.
    if (rest.length > 40 || /[。，,；;]$/u.test(rest)) return undefined;
    return { rank, hasTitle: rest !== "" };
  }
  return undefined;
}

const romanDigits: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 };

/** A line that is only a number, or a number and a title: its number, in Roman or Arabic digits. */
export function loneNumber(line: string): { readonly value: number; readonly title: string } | undefined {
  const match =
    /^(?:[-—–*~([]\s*)?(?<digits>\d{1,3}|[IVXLC]{1,8})(?:\s*[-—–*~)\]])?(?:\.|\.\s*[-—–]|:|\s*[—–-])?(?:\s+(?<title>["“«'(¿¡]?[\p{Lu}\p{Lo}\p{N}].{0,70}))?$/u.exec(
      line.trim(),
    );
  const digits = match?.groups?.["digits"];
  if (match === null || digits === undefined) return undefined;
  const text = match.groups?.["title"] ?? "";
  // A number straight before a word is how a sentence begins ("I Would", "12 Men").
  if (text !== "" && !/^[^\s]+[.:—–-]\s/u.test(line.trim())) return undefined;
  const value = /\d/u.test(digits) ? Number(digits) : romanValue(digits.toLowerCase());
  return value === undefined || value === 0 ? undefined : { value, title: text };
}

function romanValue(digits: string): number | undefined {
  if (!/^m{0,3}(?:cm|cd|d?c{0,4})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})$/u.test(digits)) return undefined;
  let value = 0;
  for (const [index, digit] of [...digits].entries()) {
    const here = romanDigits[digit] ?? 0;
    value += here < (romanDigits[digits[index + 1] ?? ""] ?? 0) ? -here : here;
  }
  return value;
}
