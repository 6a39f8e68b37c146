import { isTitleLine } from "./find-headings.ts";
import { indentOf } from "./line-width.ts";
import { recogniseHeading } from "./recognise-heading.ts";

const linesLookedAtMax = 40;
const titleCharactersMax = 150;
/** Columns before a title that stands in the middle. */
const centredIndentMin = 8;

const titleField = /^(?:title|titel|titre|título|titolo|название|书名|書名|タイトル|제목)\s*[:：]\s*(\S.*)$/iu;
const authorField = /^(?:authors?|autor(?:in)?|auteur|autore|автор|作者|著者|저자|by)\s*[:：]\s*(\S.*)$/iu;
const byLine = /^(?:written )?(?:by|von|par|por|di|door|av)\s+(\S.*)$/iu;
/** Two to five words, each begun with a capital but for "de", "von" and their like. */
const personName =
  /^(?:\p{Lu}[\p{L}.'’-]*|d[eaiou]s?|von|van|der|la|le)(?:\s+(?:\p{Lu}[\p{L}.'’-]*|d[eaiou]s?|von|van|der|den|la|le|y|e|und|and|&)){1,6}[.]?$/u;

/** Title and author where the first lines of a text say them beyond doubt. */
export function readFirstLines(lines: readonly string[]): { title?: string; authors?: readonly string[] } {
  const first = lines.slice(0, linesLookedAtMax).map((line) => line.trim());
  const title = first.map((line) => titleField.exec(line)?.[1]).find((value) => value !== undefined);
  const author = first.map((line) => authorField.exec(line)?.[1]).find((value) => value !== undefined);
  const bracketed = first.map((line) => /^《([^《》]{1,60})》$/u.exec(line)?.[1]).find((value) => value !== undefined);
  if (title !== undefined || bracketed !== undefined || author !== undefined) {
    const found = title ?? bracketed;
    return {
      ...(found !== undefined && { title: found.trim() }),
      ...(author !== undefined && { authors: [author.trim()] }),
    };
  }
  const page = titlePage(first);
  if (page.title !== undefined) return page;
  const lone = loneTitle(lines.slice(0, linesLookedAtMax));
  return lone === undefined ? page : { ...page, title: lone };
}

/**
 * The first line of all, where it stands as titles do: alone, and further from what follows than a paragraph is, straight
 * above a heading, or in the middle, above a text that does not stand there.
 */
function loneTitle(lines: readonly string[]): string | undefined {
  const at = lines.findIndex((line) => line.trim() !== "");
  const title = lines[at]?.trim().replace(/\s+/gu, " ") ?? "";
  if (!isTitleLine(title) || recogniseHeading(title) !== undefined) return undefined;
  const after = lines.slice(at + 1);
  const blank = after.findIndex((line) => line.trim() !== "");
  const stands =
    blank > 1 ||
    (blank === 1 && (recogniseHeading(after[blank] ?? "") !== undefined || isCentred(lines[at] ?? "", after)));
  return stands ? title : undefined;
}

function isCentred(line: string, after: readonly string[]): boolean {
  const indent = indentOf(line);
  const others = after.filter((other) => other.trim() !== "");
  const further = others.filter((other) => indentOf(other) * 2 > indent).length;
  return indent >= centredIndentMin && further * 2 < others.length;
}

/** A title, then "by" and a name, before anything else. */
function titlePage(first: readonly string[]): { title?: string; authors?: readonly string[] } {
  const at = first.findIndex((line) => byLine.test(line) || /^(?:by|von|par)$/iu.test(line));
  if (at <= 0) return {};
  const name = byLine.exec(first[at] ?? "")?.[1] ?? first.slice(at + 1).find((line) => line !== "") ?? "";
  if (!personName.test(name) && !(name === name.toUpperCase() && personName.test(capitalised(name)))) return {};
  const above = first.slice(0, at).filter((line) => line !== "");
  const title = above.join(" ").replace(/\s+/gu, " ");
  const isTitle =
    above.length <= 4 &&
    title.length <= titleCharactersMax &&
    title !== "" &&
    !above.some((line) => recogniseHeading(line) !== undefined);
  return isTitle ? { title: title.replace(/^[*_=#\s]+|[*_=#\s]+$/gu, ""), authors: [name.replace(/[.]$/u, "")] } : {};
}

function capitalised(name: string): string {
  return name.toLowerCase().replace(/(?<![\p{L}])\p{L}/gu, (letter) => letter.toUpperCase());
}
