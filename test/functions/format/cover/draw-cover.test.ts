import { describe, expect, it } from "@jest/globals";
import sharp from "sharp";
import { coverHeight, coverWidth, designCover, panelTop } from "../../../../functions/format/cover/cover-design.ts";
import { drawCover } from "../../../../functions/format/cover/draw-cover.ts";
import { readImageHeader } from "../../../../shared/images/image-header.ts";

const seed = "0123456789abcdef0123456789abcdef";
const titleArea = { left: 0, top: panelTop + 20, width: coverWidth, height: 500 };

/** How many shades there are where the title stands: one where nothing is written. */
async function shadesIn(cover: Buffer, area: typeof titleArea): Promise<number> {
  const pixels = await sharp(cover).extract(area).greyscale().raw().toBuffer();
  return new Set(pixels.map((shade) => shade >> 4)).size;
}

describe("a drawn cover", () => {
  it("is a JPEG of the size that a Kindle wants, and the same every time", async () => {
    const cover = await drawCover({ title: "Emma", authors: ["Jane Austen"] }, seed);
    expect(readImageHeader(cover)).toMatchObject({ type: "jpeg", width: coverWidth, height: coverHeight, cmyk: false });
    expect(coverWidth).toBeGreaterThanOrEqual(1200);
    expect(coverHeight).toBeGreaterThanOrEqual(1800);
    expect(await drawCover({ title: "Emma", authors: ["Jane Austen"] }, seed)).toEqual(cover);
  });

  it.each(["Emma", "Война и мир", "Ἰλιάς", 'R&D <notes> "2026"', "x".repeat(300), "Long words ".repeat(40)])(
    "has the title on it: %s",
    async (title) => {
      expect(await shadesIn(await drawCover({ title, authors: [] }, seed), titleArea)).toBeGreaterThan(3);
    },
  );

  it.each(["红楼梦", "كليلة ودمنة", "🙂🙃"])(
    "has its pattern alone where letters would be boxes: %s",
    async (title) => {
      expect(await shadesIn(await drawCover({ title, authors: [] }, seed), titleArea)).toBeLessThanOrEqual(2);
    },
  );

  it("looks different for different books", () => {
    const designs = Array.from({ length: 40 }, (_, book) => designCover(book.toString(16).padStart(8, "9").repeat(2)));
    expect(new Set(designs.map(({ pattern }) => pattern)).size).toBe(40);
    expect(new Set(designs.map(({ background }) => background)).size).toBeGreaterThan(4);
  });
});
