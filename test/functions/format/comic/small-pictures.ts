import { loadSharp } from "../../../../shared/images/load-sharp.ts";

/** A picture of one colour with a disc on it. */
export async function pictureOf(
  width: number,
  height: number,
  format: "jpeg" | "png" | "webp" | "gif" = "jpeg",
): Promise<Buffer> {
  const disc = Buffer.from(
    `<svg width="${width}" height="${height}"><circle cx="50%" cy="50%" r="30%" fill="#a33"/></svg>`,
  );
  return await loadSharp()({ create: { width, height, channels: 3, background: "#369" } })
    .composite([{ input: disc }])
    .toFormat(format)
    .toBuffer();
}
