import { loadSharp } from "../../../shared/images/load-sharp.ts";
import {
  type Canvas,
  clip,
  drawText,
  encodeCanvas,
  fillArea,
  isDrawable,
  paintPicture,
  paintText,
  startOf,
} from "./cover-canvas.ts";
import { type CoverDesign, coverHeight, coverWidth, designCover, emblemSize, panelTop } from "./cover-design.ts";
import { paintPattern } from "./paint-pattern.ts";

const margin = 110;
const widthMax = coverWidth - 2 * margin;
const column = { left: margin, width: widthMax } as const;
const titleSetting = { weight: "SemiBold", sizes: [58, 50, 43, 37, 31, 26, 22], widthMax, heightMax: 500 } as const;
const authorSetting = { weight: "Regular", sizes: [26, 22, 18], widthMax, heightMax: 140 } as const;
const titleLettersMax = 220;
const authorLettersMax = 120;
const emblemPlace = { left: (coverWidth - emblemSize) / 2, top: panelTop + 60 } as const;
const rule = { top: panelTop - 30, width: 180, height: 8 } as const;

export interface CoverWords {
  readonly title: string;
  readonly authors: readonly string[];
  /** BCP 47, of the book. */
  readonly language?: string;
}

/**
 * Draws the cover of a book that has none: its title and authors on a ground and pattern that its hash decides. A JPEG of
 * `coverWidth` by `coverHeight`. A title in a script of which no font comes with the program gives way to an emblem: boxes in the
 * place of letters would be worse, fonts of all scripts are larger than everything else here together, and those of the machine
 * would make another cover on each.
 *
 * The pixels are put together here: sharp takes three times as long to do the same.
 *
 * @param seed at least 16 hexadecimal digits, of the source.
 */
export async function drawCover(words: CoverWords, seed: string): Promise<Buffer> {
  const pixels = sparePixels ?? Buffer.allocUnsafe(coverWidth * coverHeight * 3);
  sparePixels = undefined;
  try {
    const canvas: Canvas = { width: coverWidth, height: coverHeight, pixels };
    await drawOn(canvas, words, designCover(seed));
    return await encodeCanvas(canvas);
  } finally {
    sparePixels = pixels;
  }
}

/** Six megabytes, kept from one cover to the next: memory that is touched for the first time is what costs most here. */
let sparePixels: Buffer | undefined;

async function drawOn(
  canvas: Canvas,
  words: CoverWords,
  { ink, accent, background, pattern, emblem }: CoverDesign,
): Promise<void> {
  fillArea(canvas, { left: 0, top: 0, width: coverWidth, height: coverHeight }, background);
  paintPattern(canvas, pattern, background);
  const title = isTitleDrawn(words.title)
    ? await drawText(clip(words.title, titleLettersMax), { ...titleSetting, language: words.language })
    : undefined;
  const { direction = "ltr" } = title ?? {};
  fillArea(canvas, { ...rule, left: startOf({ width: rule.width, direction }, column) }, accent);
  if (title !== undefined) {
    paintText(canvas, title, ink, startOf(title, column), panelTop + 30);
  } else {
    const drawn = await drawSvg(emblem, { width: emblemSize, height: emblemSize });
    paintPicture(canvas, drawn, emblemPlace.left, emblemPlace.top);
  }
  const authors = words.authors.join(", ");
  if (isDrawable(authors)) {
    const author = await drawText(clip(authors, authorLettersMax), { ...authorSetting, language: words.language });
    if (author) paintText(canvas, author, accent, startOf(author, column), coverHeight - margin - author.height);
  }
}

/** @param size of the drawing, which covers all of it. */
async function drawSvg(svg: string, size: { width: number; height: number }): Promise<Canvas> {
  return { ...size, pixels: await loadSharp()(Buffer.from(svg)).removeAlpha().raw().toBuffer() };
}

/** Whether a drawn cover bears a title, or an emblem in its place. */
export function isTitleDrawn(title: string): boolean {
  return isDrawable(title);
}
