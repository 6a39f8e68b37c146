import { createRequire } from "node:module";
import type SharpModule from "sharp";
import { coverHeight, coverWidth, designCover, panelTop } from "./cover-design.ts";

const require = createRequire(import.meta.url);
const margin = 110;
const titleSizes = [62, 54, 46, 39, 33, 28, 24] as const;
const titleHeightMax = 560;
const authorHeightMax = 150;
const titleLettersMax = 220;
const authorLettersMax = 120;

/**
 * Draws the cover of a book that has none: its title and authors in Literata on a ground and pattern that its hash
 * decides. A JPEG of `coverWidth` by `coverHeight`. Titles in a script that Literata lacks get the pattern alone: boxes
 * in the place of letters would be worse.
 *
 * @param seed at least 16 hexadecimal digits, of the source.
 */
export async function drawCover(words: { title: string; authors: readonly string[] }, seed: string): Promise<Buffer> {
  const sharp = require("sharp") as typeof SharpModule;
  const { ink, accent, pattern } = designCover(seed);
  const title = isInLiterata(words.title)
    ? await fitText(sharp, {
        text: clip(words.title, titleLettersMax),
        weight: "SemiBold",
        colour: ink,
        sizes: titleSizes,
        heightMax: titleHeightMax,
      })
    : undefined;
  const authors = words.authors.join(", ");
  const author =
    authors !== "" && isInLiterata(authors)
      ? await fitText(sharp, {
          text: clip(authors, authorLettersMax),
          weight: "Regular",
          colour: accent,
          sizes: [28, 24, 20],
          heightMax: authorHeightMax,
        })
      : undefined;
  return sharp(Buffer.from(pattern))
    .composite([
      ...(title === undefined ? [] : [{ input: title.data, left: margin, top: panelTop + 30 }]),
      ...(author === undefined
        ? []
        : [{ input: author.data, left: margin, top: coverHeight - margin - author.height }]),
    ])
    .flatten({ background: "#ffffff" })
    .jpeg({ quality: 88, chromaSubsampling: "4:4:4" })
    .toBuffer();
}

interface Setting {
  readonly text: string;
  readonly weight: "SemiBold" | "Regular";
  readonly colour: string;
  readonly sizes: readonly number[];
  readonly heightMax: number;
}

/** The text at the largest size at which it fits, in points at 180 dots an inch. */
async function fitText(sharp: typeof SharpModule, { text, weight, colour, sizes, heightMax }: Setting) {
  const folder = weight === "SemiBold" ? "600SemiBold" : "400Regular";
  const fontfile = require.resolve(`@expo-google-fonts/literata/${folder}/Literata_${folder}.ttf`);
  let drawn: { data: Buffer; width: number; height: number } | undefined;
  for (const size of sizes) {
    const { data, info } = await sharp({
      text: {
        text: `<span foreground="${colour}">${escapeMarkup(text)}</span>`,
        font: `Literata ${weight === "SemiBold" ? "SemiBold" : ""} ${size}`,
        fontfile,
        width: coverWidth - 2 * margin,
        dpi: 180,
        rgba: true,
        wrap: "word-char",
      },
    })
      .png()
      .toBuffer({ resolveWithObject: true });
    drawn = { data, width: info.width, height: info.height };
    if (info.height <= heightMax && info.width <= coverWidth - 2 * margin) break;
  }
  return drawn;
}

function isInLiterata(text: string): boolean {
  return (
    /\p{L}/u.test(text) &&
    /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]*$/u.test(text) &&
    !/\p{Extended_Pictographic}(?<![\d#*©®™])/u.test(text)
  );
}

function clip(text: string, lettersMax: number): string {
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

function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
