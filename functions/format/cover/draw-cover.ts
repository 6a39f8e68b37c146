import { loadSharp } from "../../../shared/images/load-sharp.ts";
import { type Canvas, channelsOf, drawText, encodeCanvas, fillArea, isInLiterata, paintText } from "./cover-canvas.ts";
import { coverHeight, coverWidth, designCover, panelTop, patternHeight } from "./cover-design.ts";

const margin = 110;
const widthMax = coverWidth - 2 * margin;
const titleSetting = { weight: "SemiBold", sizes: [58, 50, 43, 37, 31, 26, 22], widthMax, heightMax: 500 } as const;
const authorSetting = { weight: "Regular", sizes: [26, 22, 18], widthMax, heightMax: 140 } as const;
const titleLettersMax = 220;
const authorLettersMax = 120;
const rule = { left: margin, top: panelTop - 30, width: 180, height: 8 } as const;

/**
 * Draws the cover of a book that has none: its title and authors in Literata on a ground and pattern that its hash
 * decides. A JPEG of `coverWidth` by `coverHeight`. Titles in a script that Literata lacks get the pattern alone: boxes
 * in the place of letters would be worse.
 *
 * The pixels are put together here: sharp takes three times as long to do the same.
 *
 * @param seed at least 16 hexadecimal digits, of the source.
 */
export async function drawCover(words: { title: string; authors: readonly string[] }, seed: string): Promise<Buffer> {
  const { ink, accent, background, pattern } = designCover(seed);
  const upper = await loadSharp()(Buffer.from(pattern)).removeAlpha().raw().toBuffer();
  const ground = Buffer.from(channelsOf(background));
  const lower = Buffer.alloc((coverHeight - patternHeight) * coverWidth * 3, ground);
  const canvas: Canvas = { width: coverWidth, height: coverHeight, pixels: Buffer.concat([upper, lower]) };
  fillArea(canvas, rule, accent);
  if (isInLiterata(words.title)) {
    const title = await drawText(clip(words.title, titleLettersMax), titleSetting);
    if (title) paintText(canvas, title, ink, margin, panelTop + 30);
  }
  const authors = words.authors.join(", ");
  if (isInLiterata(authors)) {
    const author = await drawText(clip(authors, authorLettersMax), authorSetting);
    if (author) paintText(canvas, author, accent, margin, coverHeight - margin - author.height);
  }
  return await encodeCanvas(canvas);
}

function clip(text: string, lettersMax: number): string {
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
