import { escapeText } from "../../../../shared/markup/xml.ts";
import { codePageOfCharset, decodeRtf } from "../../../../shared/rtf/rtf-code-pages.ts";
import { symbolFontNamed, textInSymbolFont } from "../../../../shared/text/symbol-font.ts";
import type { Font } from "./device-context.ts";
import { apply, type Box, boxOf, cornersOf, type Point, written } from "./geometry.ts";
import { type LetterKind, widthOf } from "./letter-widths.ts";
import { clipOf, drawFigures, matrixOf, type Player, pageMatrixOf, set } from "./player.ts";

/** Of one text, in UTF-16 units or bytes: more is no line of a picture. */
const lineCharactersMax = 4000;
/** In logical units, where a font leaves it open. */
const usualHeight = 12;
/** In heights of the letters, as in the fonts that most pictures were made with. */
const ascent = 0.905;
const descent = 0.212;
/** Letters are made that much narrower or wider so that a text takes the room that it took, and no more. */
const narrowest = 0.6;
const widest = 1.15;

export interface Letters {
  readonly text: string;
  readonly at: Point;
  /** How far it is from each UTF-16 unit to the next, in logical units; empty where the font decides. */
  readonly advances: readonly number[];
  /** What is behind it, where that is filled. */
  readonly behind?: Box | undefined;
}

/** How many characters of a text of so many are drawn; 0 where the metafile has had all that it may have. */
export function takeCharacters(player: Player, count: number): number {
  const taken = Math.max(0, Math.min(count, lineCharactersMax));
  player.charactersLeft -= taken;
  return player.charactersLeft < 0 ? 0 : taken;
}

/** Text of one byte a character, in the code page of the font. */
export function decodeLetters(bytes: Uint8Array, { charset }: Font): string {
  if (charset === symbolCharset) return Buffer.from(bytes).toString("latin1");
  return decodeRtf([...bytes], codePageOfCharset(charset) ?? 1252);
}
const symbolCharset = 2;

export function drawLetters(player: Player, { text, at, advances, behind }: Letters): void {
  const { context } = player;
  const { font, align } = context;
  if (behind !== undefined) {
    const brush = { kind: "solid", colour: context.backColour } as const;
    drawFigures(player, [{ points: cornersOf(behind), isClosed: true }], { fill: true, brush });
  }
  const isMoving = (align & 1) !== 0;
  const start = apply(matrixOf(player), isMoving ? context.position : at);
  const { angle, along, across } = directionOf(player);
  const em = (font.height < 0 ? -font.height : (font.height || usualHeight) / (ascent + descent)) * across;
  const shown = readable(text, font);
  const widths = advances.slice(0, text.length).map((advance) => advance * along);
  const known = widths.length === text.length && widths.length > 0;
  const kind = kindOf(font);
  const usual = widthOf(shown, kind, font.weight >= boldMin) * em;
  const width = known ? widths.reduce((sum, one) => sum + one, 0) : usual;
  if (isMoving) set(player, { position: { x: context.position.x + width / (along || 1), y: context.position.y } });
  if (shown.trim() === "" || !(em > 0)) return;

  const horizontal = align & 6;
  const left = horizontal === 6 ? -width / 2 : horizontal === 2 ? -width : 0;
  const vertical = align & 24;
  const baseline = vertical === 24 ? 0 : vertical === 8 ? -descent * em : ascent * em;
  const anchor = horizontal === 6 ? "middle" : horizontal === 2 ? "end" : "start";
  const words =
    known && shown.length === text.length && !rightToLeft.test(shown) ? wordsOf(shown, widths, left) : undefined;
  // Of text in scripts whose letters join, only a font knows the width.
  const fit = words === undefined || usual === 0 ? 1 : fitOf(words, font, em, width / usual);
  const inside =
    words === undefined
      ? `<tspan x="0" y="${written(baseline)}" text-anchor="${anchor}">${escapeText(shown)}</tspan>`
      : words
          .map(({ word, x }) => `<tspan x="${written(x / fit)}" y="${written(baseline)}">${escapeText(word)}</tspan>`)
          .join("");
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)].map(exactly);
  const turned = { a: cos ?? 1, b: sin ?? 0, c: -(sin ?? 0), d: cos ?? 1, e: start.x, f: start.y };
  const box = { left, top: baseline - ascent * em, right: left + width, bottom: baseline + descent * em };
  player.canvas.add(
    `<text transform="matrix(${[turned.a * fit, turned.b * fit, turned.c, turned.d].map(exactly).join(" ")} ${written(turned.e)} ${written(turned.f)})"${looks(font, em, kind)} fill="${context.textColour}">${inside}</text>`,
    boxOf(cornersOf(box).map((corner) => apply(turned, corner))),
    clipOf(context),
  );
}

/** Letters are turned and grow with what is drawn, but are never seen in a mirror. */
function directionOf(player: Player): { angle: number; along: number; across: number } {
  const page = pageMatrixOf(player);
  const { world, font } = player.context;
  const along = { x: world.a * page.a, y: world.b * page.d };
  const across = { x: world.c * page.a, y: world.d * page.d };
  const isMirrored = along.x * across.y - along.y * across.x < 0 && along.x < 0;
  const turned = isMirrored ? Math.atan2(-along.y, -along.x) : Math.atan2(along.y, along.x);
  return {
    angle: turned - (font.angle * Math.PI) / 180,
    along: Math.hypot(along.x, along.y),
    across: Math.hypot(across.x, across.y),
  };
}

interface Word {
  readonly word: string;
  readonly x: number;
  /** Of its letters together. */
  readonly width: number;
}

/** Scripts whose words stand the other way round than they are written. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u;

/** Where each word begins: whatever font it is drawn with, it stands where it stood. */
function wordsOf(text: string, widths: readonly number[], left: number): readonly Word[] {
  const words: { word: string; x: number; width: number }[] = [];
  let x = left;
  let isWithin = false;
  for (const [index, width] of widths.entries()) {
    const character = text[index] ?? "";
    const last = words.at(-1);
    if (/\s/u.test(character)) isWithin = false;
    else if (isWithin && last !== undefined) {
      last.word += character;
      last.width += width;
    } else {
      words.push({ word: character, x, width });
      isWithin = true;
    }
    x += width;
  }
  return words;
}

/** So that no word of some length reaches the next one: short ones say little of how wide a font is. */
function fitOf(words: readonly Word[], font: Font, em: number, whole: number): number {
  const isBold = font.weight >= boldMin;
  const ratios = words
    .filter(({ word }) => word.length >= wordLettersMin)
    .map(({ word, width }) => width / (widthOf(word, kindOf(font), isBold) * em));
  return Math.max(narrowest, Math.min(widest, whole, ...ratios));
}
const wordLettersMin = 4;

/** What the characters show, without those that XML has no place for. */
function readable(text: string, { face }: Font): string {
  const symbol = symbolFontNamed(face);
  const meant = symbol === undefined ? text : textInSymbolFont(text, symbol);
  return meant.toWellFormed().replaceAll(/[\p{Cc}\ufffe\uffff]/gu, " ");
}

function looks({ weight, italic, underline, strike }: Font, em: number, kind: LetterKind): string {
  const lines = [...(underline ? ["underline"] : []), ...(strike ? ["line-through"] : [])];
  return [
    ` font-family="${families[kind]}" font-size="${written(em)}"`,
    weight >= boldMin ? ' font-weight="bold"' : "",
    italic ? ' font-style="italic"' : "",
    lines.length > 0 ? ` text-decoration="${lines.join(" ")}"` : "",
  ].join("");
}
const boldMin = 600;

/** Whose measures are known: the font that is named may be on one machine and not on the other. */
const families: Readonly<Record<LetterKind, string>> = {
  sans: "Liberation Sans, Arial, Helvetica, sans-serif",
  serif: "Liberation Serif, Times New Roman, Times, serif",
  fixed: "Liberation Mono, Courier New, Courier, monospace",
};

function kindOf({ face, pitchFamily }: Font): LetterKind {
  const family = pitchFamily & 0xf0;
  if (family === 0x30 || /courier|consolas|mono(?!type)/iu.test(face)) return "fixed";
  const isNamedSans = /sans|arial|helvetica|calibri|tahoma|verdana/iu.test(face);
  const isNamedSerif = /times|serif|roman|georgia|garamond|cambria|symbol|mt extra/iu.test(face);
  return isNamedSans || (family !== 0x10 && !isNamedSerif) ? "sans" : "serif";
}

const exactly = (value: number) => Math.round(value * 1e6) / 1e6;
