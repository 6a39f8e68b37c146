import { describe, expect, it } from "@jest/globals";
import { baselineOf, clip, drawText } from "../../../../functions/format/cover/cover-canvas.ts";

const draw = async (text: string, size: number, widthMax = 2000) => {
  const drawn = await drawText(text, { weight: "SemiBold", sizes: [size], widthMax, heightMax: 1000 });
  if (drawn === undefined) throw new Error("nothing was drawn");
  return drawn;
};

describe("the line that a text stands on", () => {
  it.each([13, 20, 34])("is the same whatever hangs below it, at %s points", async (size) => {
    const standing = await draw("Hamburg Times", size);
    const hanging = await draw("Hamburg Times, by Peggy", size);
    const comma = await draw("Hamburg Times, Ltd.", size);
    expect(hanging.height).toBeGreaterThan(baselineOf(hanging));
    expect(Math.abs(baselineOf(hanging) - baselineOf(standing))).toBeLessThanOrEqual(1);
    expect(Math.abs(baselineOf(comma) - baselineOf(standing))).toBeLessThanOrEqual(1);
  });

  it("is that of the last of several", async () => {
    const [one, two] = [await draw("The harbour fills", 20), await draw("The harbour fills again and again", 20, 400)];
    expect(baselineOf(two)).toBeGreaterThan(baselineOf(one) + 40);
  });

  it("is the end of a text of which nothing hangs", async () => {
    const drawn = await draw("TIDE", 20);
    expect(baselineOf(drawn)).toBe(drawn.height);
  });
});

describe("a text that is too long", () => {
  it("ends in an ellipsis, and never within a letter", () => {
    expect(clip("Tide", 4)).toBe("Tide");
    expect(clip("Tides", 4)).toBe("Tid…");
    expect(clip("The tide", 5)).toBe("The…");
    expect(clip("e\u0301e\u0301e\u0301", 3)).toBe("e\u0301e\u0301e\u0301");
    expect(clip("👩‍🚀👩‍🚀👩‍🚀", 2)).toBe("👩‍🚀…");
  });
});
