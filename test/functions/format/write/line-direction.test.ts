import { expect, it } from "@jest/globals";
import { buildBook } from "../../../../functions/format/build/build-book.ts";
import { packageDocument } from "../../../../functions/format/write/package-document.ts";
import { partMarkup } from "../../../../functions/format/write/write-epub.ts";
import { hints, sourceOf } from "../build/source-in-test.ts";

async function written(language: string, direction?: "rtl"): Promise<{ page: string; spine: string }> {
  const metadata = { language, ...(direction && { direction }) };
  const book = await buildBook(sourceOf({ a: "<p>x</p>" }, { metadata }), hints);
  const [part] = book.parts;
  if (part === undefined) throw new Error("a book has a part");
  return {
    page: partMarkup(part, book, new Set(book.parts)),
    spine: /<spine[^>]*>/.exec(packageDocument(book))?.[0] ?? "",
  };
}

it("turns the pages of a Japanese book as it says, and lets its lines run as Japanese does", async () => {
  const { page, spine } = await written("ja", "rtl");
  expect(spine).toContain('page-progression-direction="rtl"');
  expect(page).not.toMatch(/dir="rtl"|k-rtl/);
});

it("lets the lines of an Arabic book run as Arabic does, whether it says so or not", async () => {
  const { page, spine } = await written("ar");
  expect(spine).toContain('page-progression-direction="rtl"');
  expect(page).toContain('dir="rtl"');
  expect(page).toContain('<body class="k-rtl">');
  expect((await written("en")).page).toContain("<body>");
});
