import { expect, it } from "@jest/globals";
import { archiveLimits } from "../../../shared/archive/archive-limits.ts";
import { openArchive } from "../../../shared/archive/open-archive.ts";
import { withTemporaryFile } from "../../temporary-file.ts";
import { withEpub } from "./golden-case.ts";

const lengthMax = 880_000;
const paragraphs = (count: number, word: string) =>
  Array.from({ length: count }, (_, index) => `<p>${`${word} `.repeat(150)}${word}${index}</p>`).join("");

it.each([
  ["a list", `<ol><li>one</li><li>${paragraphs(1500, "item")}</li><li>three</li></ol>`, 1500 * 151],
  ["a table", `<table><tr><td>a</td><td>${paragraphs(1500, "item")}</td></tr></table>`, 1500 * 151],
  ["a figure", `<figure>${paragraphs(1500, "item")}<figcaption>b</figcaption></figure>`, 1500 * 151],
  ["a note", `<aside epub:type="footnote">${paragraphs(1500, "item")}</aside>`, 1500 * 151],
  ["links", `<p>${`<a href="https://e.example/${"x".repeat(900)}">item</a> `.repeat(2000)}</p>`, 2000],
])("goes through whole, in pages of moderate size, where all of it is in %s", async (_, html, count) => {
  const source = new TextEncoder().encode(`<html lang="en"><title>T</title><body>${html}</body></html>`);
  await withTemporaryFile(source, (path) =>
    withEpub(
      path,
      async (epubPath) => {
        const archive = await openArchive(epubPath, { ...archiveLimits, ratioMax: Number.POSITIVE_INFINITY });
        try {
          let items = 0;
          for (const name of [...archive.entries.keys()].filter((entry) => /part-\d+\.xhtml$/.test(entry))) {
            const text = new TextDecoder().decode(await archive.read(name));
            expect(text.length).toBeLessThan(lengthMax);
            items += text.match(/item/g)?.length ?? 0;
          }
          expect(items).toBe(count);
        } finally {
          await archive.close();
        }
      },
      "html",
    ),
  );
});
