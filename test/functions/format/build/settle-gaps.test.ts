import { describe, expect, it } from "@jest/globals";
import { buildBook } from "../../../../functions/format/build/build-book.ts";
import { hints, sourceOf } from "./source-in-test.ts";

/** The words before which a page leaves space. */
async function gapsIn(html: string): Promise<readonly string[]> {
  const book = await buildBook(sourceOf({ a: html }), hints);
  const page = book.parts
    .flatMap(({ pieces }) => pieces)
    .filter((piece) => typeof piece === "string")
    .join("");
  return [...page.matchAll(/class="[^"]*k-gap[^"]*"[^>]*>(\w+)/g)].map(([, word = ""]) => word);
}
const scene = "<p>a</p><p>b</p><p>c</p><p>d</p>";

describe("space between paragraphs", () => {
  it.each([
    ["an empty line", `${scene}<p>&nbsp;</p><p>next</p>${scene}`],
    ["a line end in an empty paragraph", `${scene}<p><br></p><p>next</p>${scene}`],
    ["three line ends", `<div>a<br>b<br><br>c<br><br>d<br><br>e<br><br><br>next<br><br>f<br><br>g</div>`],
    ["a margin above", `${scene}<p style="margin-top:2em">next</p>${scene}`],
    ["a margin below", `${scene}<p style="margin:0 0 24pt">e</p><p>next</p>${scene}`],
    ["a section with a margin", `${scene}<div style="margin:1.5em 0 0"><p>next</p>${scene}</div>`],
  ])("is kept where it is %s between scenes", async (_, html) => {
    expect(await gapsIn(html)).toEqual(["next"]);
  });

  it.each([
    ["most of them have it", "<p>a</p><p>&nbsp;</p><p>b</p><p>&nbsp;</p><p>c</p><p>&nbsp;</p><p>d</p>"],
    ["it stands beside a heading", `<h1>x</h1><p>&nbsp;</p><p>a</p>${scene}<p>&nbsp;</p><h2>y</h2>${scene}`],
    ["it begins the text", `<p>&nbsp;</p><p>a</p>${scene}`],
    ["a place in the text is all there is", `${scene}<p><a id="x"></a></p>${scene}`],
    [
      "it stands beside a rule or a list",
      `${scene}<p>&nbsp;</p><hr><p>&nbsp;</p><p>a</p>${scene}<p>&nbsp;</p><ul><li>x</li></ul>${scene}`,
    ],
  ])("is nothing where %s", async (_, html) => {
    expect(await gapsIn(html)).toEqual([]);
  });
});
