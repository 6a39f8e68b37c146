import { expect, it } from "@jest/globals";
import { buildBook } from "../../../../functions/format/build/build-book.ts";
import { hints, pictureResource, sourceOf } from "./source-in-test.ts";

const repeated = Array.from({ length: 9 }, (_, at) => {
  const uses = `<use xlink:href="#u${at}"/>`.repeat(10);
  return `<g id="u${at + 1}">${uses}</g>`;
});
const inner = `<defs><rect id="u0" width="9" height="9" fill="#c00"/>${repeated.join("")}</defs><use xlink:href="#u9"/>`;
const size = 'width="200" height="100"';
const xlink = 'xmlns:xlink="http://www.w3.org/1999/xlink"';

it("leaves out drawings that take too long, in files and in pages, and says so once", async () => {
  const file = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${xlink} ${size}>${inner}</svg>`);
  const page = `<p>x <img src="s" alt="a map"> y</p><svg ${size} ${xlink}>${inner}<title>a plan</title></svg><p>z</p>`;
  const resources = new Map([pictureResource("s", file, "image/svg+xml")]);
  const book = await buildBook(sourceOf({ a: page }, { resources, cover: "s" }), hints);
  const text = book.parts.flatMap(({ pieces }) => pieces.filter((piece) => typeof piece === "string")).join("");
  expect(text).toContain("[a map]");
  expect(text).toContain("a plan");
  expect(text).not.toContain("<img");
  expect(book.pictures).toEqual([book.cover]);
  expect(book.warnings.filter(({ rule }) => rule === "K41")).toEqual([
    {
      rule: "K41",
      found: "2 pictures cannot be shown, because drawing it takes too long.",
      done: "Left out; descriptions stand in their place, where there are any.",
    },
  ]);
});
