import { describe, expect, it } from "@jest/globals";
import { typefaceFor } from "../../../../functions/format/cover/choose-typeface.ts";
import { fontFile } from "../../../../functions/format/cover/font-file.ts";
import { lettersInFont } from "../../../../functions/format/cover/font-letters.ts";
import { literata, typefaces } from "../../../../functions/format/cover/typeface.ts";

describe("the typeface of a text", () => {
  it.each([
    ["Emma", undefined, "Literata"],
    ["红楼梦", undefined, "ZCOOL XiaoWei"],
    // Letters that the font for Simplified Chinese has not.
    ["紅樓夢", "zh-Hant", "Chocolate Classical Sans"],
    ["台灣的她們，說", "zh-TW", "Chocolate Classical Sans"],
    ["銀河鉄道", "ja", "Hina Mincho"],
    ["雪国", "ja", "Hina Mincho"],
    ["雪国", "zh", "ZCOOL XiaoWei"],
    ["ノルウェイの森", undefined, "Hina Mincho"],
    ["채식주의자", undefined, "Song Myung"],
    ["채식주의자: a novel\u200b", "en", "Song Myung"],
    ["한글 中文", undefined, undefined],
    ["𠮷野家の話", "ja", "Chocolate Classical Sans"],
    // A letter of Unicode that no font here has.
    ["\u{323af}面", "zh", undefined],
    ["1984", undefined, undefined],
    ["红楼梦 🙂", "zh", undefined],
  ])("of %s in %s is %s", (text, language, family) => {
    expect(typefaceFor(text, language)?.family).toBe(family);
  });
});

describe("the letters of a font", () => {
  it("are those that its patterns promise, and no others of their scripts are promised", () => {
    for (const typeface of typefaces) {
      const letters = lettersInFont(fontFile(typeface, "Regular"));
      expect(letters.size).toBeGreaterThan(200);
      for (const letter of "aZ09 ")
        expect([typeface.family, letters.has(letter.codePointAt(0) ?? 0)]).toEqual([typeface.family, true]);
      if (typeface.has === "ask the font") expect(letters.has(0xe000)).toBe(false);
    }
    const literatas = lettersInFont(fontFile(literata, "SemiBold"));
    for (const letter of "äßŁжΩ—…") expect(literatas.has(letter.codePointAt(0) ?? 0)).toBe(true);
    expect(literatas.has(0x4e2d)).toBe(false);
  });

  it("cannot be read of what is no font", () => {
    expect(() => lettersInFont(import.meta.filename)).toThrow();
  });
});
