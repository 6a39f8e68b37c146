import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { measureOf } from "../../../functions/extract/page/measure-text.ts";
import { sizeOfText } from "../../../functions/extract/reading-time.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(..."a1é'’.,- \n字かไ한", "\u0301", "\u{1d400}", "\u{1f600}", "\u{20000}", "\u{10a00}"),
    maxLength: 60,
  }),
);

describe("reading a text character by character", () => {
  it("measures letters and digits, and an ideograph for three of them, whatever the text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
        const ideographs = text.match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]/gu)?.length ?? 0;
        expect(measureOf(text)).toBe(letters + 2 * ideographs);
      }),
    );
  });

  it("counts the words that an expression finds, whatever the text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const unspaced =
          /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/gu;
        const letters = text.match(unspaced)?.length ?? 0;
        const words =
          text.replace(unspaced, " ").match(/[\p{L}\p{N}\p{M}]+(?:['’.,-][\p{L}\p{N}\p{M}]+)*/gu)?.length ?? 0;
        expect(sizeOfText(text).words).toBe(words + Math.ceil(letters / 2));
      }),
    );
  });
});
