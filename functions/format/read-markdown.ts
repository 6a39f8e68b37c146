import { takeDataPictures } from "./data-pictures.ts";
import { parseMarkup } from "./html/quick-parser.ts";
import { takeFrontMatter } from "./markdown/front-matter.ts";
import { renderMarkdown } from "./markdown/render-markdown.ts";
import { pageBook } from "./page-book.ts";
import { readDecoded } from "./read-decoded.ts";
import { filledIn, type OpenBook } from "./read-hints.ts";

/** A whole text is parsed at once. */
const markdownBytesMax = 20 * 1024 * 1024;

/** Reads one Markdown file. Pictures that lie beside it cannot be had: their alternative text stays. */
export const openMarkdown: OpenBook = async (path, hints) => {
  const source = await readDecoded(path, { bytesMax: markdownBytesMax });
  const front = takeFrontMatter(source.text);
  const { text, pictures } = takeDataPictures(front.text);
  const { html, firstHeading } = renderMarkdown(text);
  const own = { title: firstHeading ?? "", authors: [], language: "", ...front.metadata };
  return pageBook({
    metadata: { ...own, ...filledIn(own, hints) },
    body: parseMarkup(html).childNodes,
    pictures,
    warnings: [...source.warnings, ...front.warnings],
  });
};
