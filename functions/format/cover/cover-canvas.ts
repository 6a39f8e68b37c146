import { loadSharp } from "../../../shared/images/load-sharp.ts";
import { typefaceFor } from "./choose-typeface.ts";
import { type FontWeight, fontFile } from "./font-file.ts";
import { literata, type Typeface } from "./typeface.ts";

const dotsPerInch = 180;
const pointsPerInch = 72;
const jpegQuality = 85;
const wordJoiner = "\u2060";
/** More than hangs below the largest letters that are drawn. */
const hangingPixelsMax = 48;
/** Of the ink in the fullest row: feet and bowls that stand on a line have more, the tails below it less. */
const standingShareMin = 0.4;

/** Pixels of three bytes each (red, green, blue), row by row from the top. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
}

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How black each pixel of a text is, 0 to 255, row by row. */
export interface DrawnText {
  readonly width: number;
  readonly height: number;
  readonly ink: Buffer;
  readonly direction: Typeface["direction"];
}

export interface Setting {
  readonly weight: FontWeight;
  /** In points at 180 dots an inch, the largest first. The first that fits is taken, or the last. */
  readonly sizes: readonly number[];
  readonly widthMax: number;
  readonly heightMax: number;
  /** BCP 47: decides between fonts that could both write the text. */
  readonly language?: string | undefined;
}

/** The text in a typeface that has its letters. Where none has all of them they are boxes: ask `isDrawable` before. */
export async function drawText(text: string, setting: Setting): Promise<DrawnText | undefined> {
  const { weight, sizes, widthMax, heightMax, language } = setting;
  const typeface = typefaceFor(text, language) ?? literata;
  const words = composed(text, typeface);
  let drawn: DrawnText | undefined;
  for (const size of sizes) {
    drawn = await drawLines(words, typeface, { weight, size, width: widthMax });
    if (drawn.height > heightMax || drawn.width > widthMax) continue;
    return typeface.language === undefined ? drawn : await drawEvenly(words, typeface, { weight, size }, drawn);
  }
  return drawn;
}

/** Lines of about the same length, no more than there are: a last one of a single letter is what breaking anywhere ends in. */
async function drawEvenly(
  words: string,
  typeface: Typeface,
  { weight, size }: { weight: FontWeight; size: number },
  drawn: DrawnText,
): Promise<DrawnText> {
  const inOne = await drawLines(words, typeface, { weight, size });
  if (inOne.width <= drawn.width) return drawn;
  const letterWidth = Math.ceil((size * dotsPerInch) / pointsPerInch);
  const width = Math.ceil(inOne.width / Math.ceil(inOne.width / drawn.width)) + letterWidth;
  if (width >= drawn.width) return drawn;
  const even = await drawLines(words, typeface, { weight, size, width });
  // A line that may not begin or end with a mark can make one line more of them; a few pixels are what hangs below the last.
  return even.height < drawn.height + letterWidth / 2 ? even : drawn;
}

async function drawLines(
  words: string,
  typeface: Typeface,
  { weight, size, width }: { weight: FontWeight; size: number; width?: number },
): Promise<DrawnText> {
  const fontfile = fontFile(typeface, weight);
  const isStrong = weight === "SemiBold" && typeface.weights.strong !== typeface.weights.plain;
  const { data, info } = await loadSharp()({
    text: {
      text: escapeMarkup(words),
      font: `${typeface.family} ${isStrong ? "SemiBold " : ""}${size}`,
      fontfile,
      ...(width !== undefined && { width }),
      dpi: dotsPerInch,
      wrap: "word-char",
    },
  })
    .toColourspace("b-w")
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { ink: data, width: info.width, height: info.height, direction: typeface.direction };
}

/** Korean has spaces between its words and is broken there: elsewhere only where a word is longer than a line. */
function composed(text: string, { language }: Typeface): string {
  if (language === undefined) return text;
  const letters = text.normalize("NFC");
  return language === "ko" ? letters.replaceAll(/(?<=\p{Script=Hangul})(?=\p{Script=Hangul})/gu, wordJoiner) : letters;
}

/**
 * How far below the top of a text its last line stands, in pixels: what hangs below that line (as of a g or a comma) has less ink in a
 * row than the letters that stand on it. A drawn text says nothing of its lines, and ends where its ink does.
 */
export function baselineOf({ width, height, ink }: DrawnText): number {
  const inkIn = (row: number) => {
    let sum = 0;
    for (const share of ink.subarray(row * width, (row + 1) * width)) sum += share;
    return sum;
  };
  const lowest = Math.max(0, height - hangingPixelsMax);
  const rows = Array.from({ length: height - lowest }, (_, place) => inkIn(lowest + place));
  const standing = Math.max(...rows) * standingShareMin;
  return lowest + rows.findLastIndex((sum) => sum >= standing) + 1;
}

/** Mixes the colour into the canvas where the text is. What does not fit is cut off. */
export function paintText(canvas: Canvas, text: DrawnText, colour: string, left: number, top: number): void {
  const [red, green, blue] = channelsOf(colour);
  const { pixels } = canvas;
  const width = Math.min(text.width, canvas.width - left);
  for (let row = 0; row < Math.min(text.height, canvas.height - top); row += 1) {
    for (let column = 0; column < width; column += 1) {
      const share = (text.ink[row * text.width + column] ?? 0) / 255;
      if (share === 0) continue;
      const at = ((top + row) * canvas.width + left + column) * 3;
      pixels[at] = mixed(pixels[at], red, share);
      pixels[at + 1] = mixed(pixels[at + 1], green, share);
      pixels[at + 2] = mixed(pixels[at + 2], blue, share);
    }
  }
}

/** The left edge of a text, or of anything beside it, that begins where its script does: at the left of what it may fill, or at the right. */
export function startOf(
  { width, direction }: Pick<DrawnText, "width" | "direction">,
  area: Pick<Area, "left" | "width">,
): number {
  return direction === "ltr" ? area.left : area.left + Math.max(0, area.width - width);
}

/** Puts a picture onto the canvas, within which it has to lie. */
export function paintPicture(canvas: Canvas, picture: Canvas, left: number, top: number): void {
  for (let row = 0; row < picture.height; row += 1) {
    const from = row * picture.width * 3;
    picture.pixels.copy(canvas.pixels, ((top + row) * canvas.width + left) * 3, from, from + picture.width * 3);
  }
}

export function fillArea({ width, pixels }: Canvas, area: Area, colour: string): void {
  const line = Buffer.alloc(area.width * 3, Buffer.from(channelsOf(colour)));
  for (let row = area.top; row < area.top + area.height; row += 1) line.copy(pixels, (row * width + area.left) * 3);
}

export function encodeCanvas({ width, height, pixels }: Canvas): Promise<Buffer> {
  // Its own tables would make it a tenth smaller, and take twice as long.
  return loadSharp()(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: jpegQuality, optimiseCoding: false })
    .toBuffer();
}

/** Whether there are letters for all of a text. */
export function isDrawable(text: string): boolean {
  return typefaceFor(text) !== undefined;
}

/** Of `#rrggbb`. */
export function channelsOf(colour: string): readonly [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** No more letters than that, with an ellipsis where there were more. */
export function clip(text: string, lettersMax: number): string {
  // A letter is at least one unit long: what is short enough in units need not be counted, which takes long to begin with.
  if (text.length <= lettersMax) return text;
  const letters = Array.from(
    new Intl.Segmenter("und", { granularity: "grapheme" }).segment(text),
    ({ segment }) => segment,
  );
  return letters.length <= lettersMax
    ? text
    : `${letters
        .slice(0, lettersMax - 1)
        .join("")
        .trimEnd()}…`;
}

function mixed(under: number | undefined, over: number, share: number): number {
  return Math.round((under ?? 0) * (1 - share) + over * share);
}

function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
