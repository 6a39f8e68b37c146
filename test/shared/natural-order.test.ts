import { expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { inNaturalOrder } from "../../shared/natural-order.ts";

it("puts page2 before page10, and the files of a folder before its folders", () => {
  const sorted = ["a.jpg", "page2.jpg", "Page10.jpg", "chapter 2/1.jpg", "chapter 10/1.jpg", "chapter 10/x/0.jpg"];
  expect(sorted.toReversed().toSorted(inNaturalOrder)).toEqual(sorted);
});

it("has one order for whatever names there are", () => {
  const name = fc
    .array(fc.string({ maxLength: 4, unit: "grapheme" }), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join("/"));
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 12 }), (names) => {
      expect(names.toSorted(inNaturalOrder)).toEqual(names.toReversed().toSorted(inNaturalOrder));
    }),
  );
});
