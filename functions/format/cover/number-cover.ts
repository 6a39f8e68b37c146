import { loadSharp } from "../../../shared/images/load-sharp.ts";
import { drawText, encodeCanvas, fillArea, paintText } from "./cover-canvas.ts";

/** Of the cover's width. */
const badgeShare = 0.3;
const sizes = [60, 48, 38, 30, 24, 18, 14, 10] as const;

/** Puts a volume's number into the upper right corner of a cover, so that volumes can be told apart. Answers a JPEG. */
export async function numberCover(cover: Uint8Array, number: number, count: number): Promise<Buffer> {
  const { data, info } = await loadSharp()(cover)
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const canvas = { width: info.width, height: info.height, pixels: data };
  const widthMax = Math.max(1, Math.floor(info.width * badgeShare));
  const text = await drawText(`${number} / ${count}`, { weight: "SemiBold", sizes, widthMax, heightMax: widthMax });
  if (text === undefined) return encodeCanvas(canvas);
  const padding = Math.round(widthMax / 8);
  const area = {
    width: Math.min(info.width, text.width + 2 * padding),
    height: Math.min(info.height, text.height + 2 * padding),
  };
  const left = info.width - area.width;
  fillArea(canvas, { left, top: 0, ...area }, "#1a1a1a");
  paintText(canvas, text, "#ffffff", Math.min(left + padding, info.width), padding);
  return await encodeCanvas(canvas);
}
