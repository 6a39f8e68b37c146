import { describe, expect, it } from "@jest/globals";
import sharp from "sharp";
import { drawText } from "../../../../functions/format/cover/cover-canvas.ts";
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

  it.each([
    "Emma",
    "Война и мир",
    "Ἰλιάς",
    "כליל",
    "كليلة ودمنة",
    "अभिज्ञानशाकुन्तलम् (भाग 1)",
    "红楼梦",
    "紅樓夢",
    "吾輩は猫である「上」",
    "운수 좋은 날 (1924)",
    "TypeScript入門",
    'R&D <notes> "2026"',
    "x".repeat(300),
    "Long words ".repeat(40),
  ])("has the title on it: %s", async (title) => {
    expect(await shadesIn(await drawCover({ title, authors: [] }, seed), titleArea)).toBeGreaterThan(3);
  });

  it("has a title that is read from the right at its right", async () => {
    const right = { ...titleArea, left: coverWidth / 2, width: coverWidth / 2 };
    const left = { ...titleArea, width: coverWidth / 2 };
    for (const title of ["אב", "أب"]) {
      const cover = await drawCover({ title, authors: [] }, seed);
      expect(await shadesIn(cover, right)).toBeGreaterThan(3);
      expect(await shadesIn(cover, left)).toBeLessThanOrEqual(2);
    }
    expect(await shadesIn(await drawCover({ title: "अब", authors: [] }, seed), left)).toBeGreaterThan(3);
  });

  it("has a drawing of a book, the same for all, where letters would be boxes", async () => {
    const [first, ...others] = await Promise.all(
      ["สามก๊ก", "كليلة 中文", "🙂🙃", "한글 中文", "שלום Ω", ""].map((title) =>
        drawCover({ title, authors: [title] }, seed),
      ),
    );
    for (const other of others) expect(other).toEqual(first);
    expect(await shadesIn(first ?? Buffer.alloc(0), titleArea)).toBeGreaterThan(3);
  });

  it("has the author on it all the same, where that can be written", async () => {
    const authors = { left: 0, top: coverHeight - 250, width: coverWidth, height: 250 };
    expect(
      await shadesIn(await drawCover({ title: "สามก๊ก", authors: ["Luo Guanzhong"] }, seed), authors),
    ).toBeGreaterThan(3);
    expect(await shadesIn(await drawCover({ title: "สามก๊ก", authors: ["羅貫中"] }, seed), authors)).toBeGreaterThan(3);
    expect(
      await shadesIn(await drawCover({ title: "สามก๊ก", authors: ["หลัวกวั้นจง"] }, seed), authors),
    ).toBeLessThanOrEqual(2);
  });

  it("draws letters that Chinese and Japanese share as the book's language does", async () => {
    const [chinese, japanese, unsaid] = await Promise.all(
      ["zh-CN", "ja", "und"].map((language) => drawCover({ title: "直骨今将", authors: [], language }, seed)),
    );
    expect(japanese).not.toEqual(chinese);
    expect(unsaid).toEqual(chinese);
  });

  it("has no line of a single letter where a line may end anywhere", async () => {
    const second = { left: 300, top: panelTop + 210, width: 200, height: 120 };
    const cover = await drawCover({ title: "吾輩は猫である", authors: [], language: "ja" }, seed);
    expect(await shadesIn(cover, second)).toBeGreaterThan(3);
  });

  it("ends lines of Korean between words", async () => {
    const setting = { weight: "SemiBold", sizes: [40], widthMax: 450, heightMax: 500 } as const;
    const [broken, told] = await Promise.all(["가나 다라마", "가나\n다라마"].map((text) => drawText(text, setting)));
    expect(broken?.ink.some((ink) => ink > 200)).toBe(true);
    expect(broken).toEqual(told);
  });

  it.each(["운수 좋은 날", "がぎぐ"])("is the same for %s in parts of letters", async (title) => {
    const whole = await drawCover({ title, authors: [] }, seed);
    expect(await drawCover({ title: title.normalize("NFD"), authors: [] }, seed)).toEqual(whole);
  });

  it("looks different for different books", () => {
    const designs = Array.from({ length: 40 }, (_, book) => designCover(book.toString(16).padStart(8, "9").repeat(2)));
    expect(new Set(designs.map(({ pattern }) => JSON.stringify(pattern))).size).toBe(40);
    expect(new Set(designs.map(({ background }) => background)).size).toBeGreaterThan(4);
  });
});
