import { parseFragment } from "parse5";
import type { SourceBook, SourceContentsEntry, SourceMetadata, SourceResource } from "../source-book.ts";

/** A book whose pages are these pictures, in this order. */
export interface ComicPages {
  readonly metadata: SourceMetadata;
  readonly pages: readonly SourceResource[];
  /** What begins on which page, by its number from 0. */
  readonly sections?: readonly { readonly title: string; readonly page: number }[];
  /** The number of the page that is the cover, from 0. */
  readonly cover?: number | undefined;
}

export function comicBook({ metadata, pages, sections = [], cover }: ComicPages): SourceBook {
  const contents = sections.flatMap(({ title, page }): readonly SourceContentsEntry[] => {
    const target = pages[page];
    return target === undefined ? [] : [{ title, target: { id: target.id }, children: [] }];
  });
  const titles = new Map(contents.map(({ title, target }) => [target?.id, title]));
  const coverPage = cover === undefined ? undefined : pages[cover];
  return {
    metadata,
    layout: "pages",
    contents: contents.length > 0 ? contents : undefined,
    resources: new Map(pages.map((page) => [page.id, page])),
    ...(coverPage && { cover: coverPage.id }),
    warnings: [],
    // oxlint-disable-next-line typescript/require-await -- the model is lazy; these pages are only named here.
    async *chapters() {
      for (const { id } of pages) {
        const title = titles.get(id);
        yield {
          id,
          ...(title !== undefined && { title }),
          body: parseFragment('<img src="page">').childNodes,
          resolve: (reference) => (reference === "page" ? { kind: "resource", id } : undefined),
        };
      }
    },
  };
}
