import { describe, expect, it } from "@jest/globals";
import { sizeOfText } from "../../../functions/extract/reading-time.ts";

describe("the size of a text", () => {
  it.each([
    ["", 0, 0],
    ["— … !", 0, 0],
    ["One.", 1, 1],
    ["It's a well-known fact, isn't it?", 6, 1],
    ["In 1,000 days", 3, 1],
    ["Ελληνικά και Русский и עברית", 5, 1],
    ["吾輩は猫である", 4, 1],
    ["हिन्दी में लिखा", 3, 1],
  ])("counts words as readers do: %s", (text, words, readingMinutes) => {
    expect(sizeOfText(text)).toEqual({ words, readingMinutes });
  });

  it("is minutes at the pace of a reader", () => {
    expect(sizeOfText("word ".repeat(2300)).readingMinutes).toBe(10);
    expect(sizeOfText("字".repeat(4500)).readingMinutes).toBe(10);
  });
});
