import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect } from "@jest/globals";
import { decodeHTML } from "entities";
import JSZip from "jszip";
import { openEpub } from "../../../../functions/format/read-epub.ts";
import { openHtml } from "../../../../functions/format/read-html.ts";
import { corpusFiles, corpusName } from "../../../corpora.ts";
import { itWhere } from "../../../it-where.ts";
import { readWhole, type WholeBook } from "./read-whole.ts";

const keptShareMin = 0.995;

/** Words of a source's body, by plain text replacement: no parser of the project or of its readers takes part. */
function wordsOfMarkup(source: string): readonly string[] {
  const body = /<body\b[^>]*>([\s\S]*?)(?:<\/body\s*>|$)/iu.exec(source)?.[1] ?? source;
  const text = body
    .replace(/<!--[\s\S]*?-->/gu, " ")
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/gu, (_, data: string) => data.replaceAll("&", "&amp;").replaceAll("<", "&lt;"))
    .replace(/<(script|style|template)\b[^>]*?(?:\/>|>[\s\S]*?<\/\1\s*>)/giu, " ")
    .replace(/<[a-z!/?](?:"[^"]*"|'[^']*'|[^>"'])*>/giu, " ");
  return wordsOf(decodeHTML(text));
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** How many of the expected words are there, in whatever order, each as often as expected. */
function keptCount(expected: readonly string[], found: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const word of found) counts.set(word, (counts.get(word) ?? 0) + 1);
  return expected.filter((word) => {
    const count = counts.get(word) ?? 0;
    counts.set(word, count - 1);
    return count > 0;
  }).length;
}

const wordsRead = ({ chapters }: WholeBook) => chapters.flatMap((chapter) => wordsOf(decodeHTML(chapter.text)));

const epubs = corpusFiles("books/epub-wild", "books/epub3-samples").filter((path) => path.endsWith(".epub"));
itWhere(epubs.length > 0, "word fidelity of EPUBs", "no corpora")(
  `keeps ${keptShareMin * 100} % of the words of each of ${epubs.length} EPUBs, chapter by chapter in the book's order`,
  async () => {
    for (const path of epubs) {
      const zip = await JSZip.loadAsync(readFileSync(path));
      const book = await readWhole(openEpub, path);
      const { order, skippable } = await spineOf(zip);
      const expected: string[] = [];
      for (const name of order) {
        const words = wordsOfMarkup((await zip.file(name)?.async("string")) ?? "");
        // A page left out must have next to nothing to say, or be the table of contents.
        const isLeftOut = !book.chapters.some(({ id }) => id === name);
        if (isLeftOut) expect(words.length < 30 || name === skippable).toBe(true);
        else expected.push(...words);
      }
      const names = book.chapters.map(({ id }) => id);
      expect(names.filter((name) => order.includes(name))).toEqual(order.filter((name) => names.includes(name)));
      const kept = keptCount(expected, wordsRead(book)) / Math.max(1, expected.length);
      process.stderr.write(`words of ${corpusName(path)}: ${expected.length}, kept ${(kept * 100).toFixed(2)} %\n`);
      expect(kept).toBeGreaterThanOrEqual(keptShareMin);
    }
  },
  300_000,
);

const attribute = (tag: string, name: string) => new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`, "u").exec(tag)?.[1];

/** Names of the linear pages in order, then the others, by regular expressions. */
async function spineOf(zip: JSZip): Promise<{ order: readonly string[]; skippable: string | undefined }> {
  const container = (await zip.file("META-INF/container.xml")?.async("string")) ?? "";
  const packageName = /full-path="([^"]+)"/u.exec(container)?.[1] ?? "";
  const opf = (await zip.file(packageName)?.async("string")) ?? "";
  const folder = packageName.includes("/") ? packageName.replace(/[^/]+$/u, "") : "";
  const items = [...opf.matchAll(/<(?:opf:)?item\s[^>]*>/gu)].map(([tag]) => ({
    id: attribute(tag, "id"),
    name: posix.join(folder, decodeURIComponent(attribute(tag, "href") ?? "")),
    isNavigation: (attribute(tag, "properties") ?? "").split(" ").includes("nav"),
  }));
  const refs = [...opf.matchAll(/<(?:opf:)?itemref\s[^>]*>/gu)].map(([tag]) => ({
    name: items.find(({ id }) => id === attribute(tag, "idref"))?.name ?? "",
    linear: attribute(tag, "linear") !== "no",
  }));
  return {
    order: refs.filter(({ linear }) => linear).map(({ name }) => name),
    skippable: items.find(({ isNavigation }) => isNavigation)?.name,
  };
}

// One page is nine words inside of a broken attribute, which plain text replacement cannot tell from text.
const pages = corpusFiles("books/html-articles", "books/gutenberg").filter(
  (path) => /\.html?$/u.test(path) && !path.includes("invalid-attributes"),
);
itWhere(pages.length > 0, "word fidelity of HTML pages", "no corpora")(
  `keeps ${keptShareMin * 100} % of the words of each of ${pages.length} HTML pages outside of menus, site headers and footers`,
  async () => {
    for (const path of pages) {
      const source = readFileSync(path, "utf8");
      const withoutChrome = source.replace(/<(nav|header|footer|noscript)\b[\s\S]*?<\/\1\s*>/giu, " ");
      const expected = wordsOfMarkup(
        /charset=["']?iso-8859-1/iu.test(source.slice(0, 2000)) ? readFileSync(path, "latin1") : withoutChrome,
      );
      const found = wordsRead(await readWhole(openHtml, path));
      const kept = keptCount(expected, found) / Math.max(1, expected.length);
      process.stderr.write(`words of ${corpusName(path)}: ${expected.length}, kept ${(kept * 100).toFixed(2)} %\n`);
      expect({ path: corpusName(path), kept: kept >= keptShareMin }).toEqual({ path: corpusName(path), kept: true });
    }
  },
  300_000,
);
