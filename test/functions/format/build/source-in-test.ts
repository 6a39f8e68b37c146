import { parseFragment } from "parse5";
import sharp from "sharp";
import type { BookHints } from "../../../../functions/format/build/book-metadata.ts";
import type { SourceBook, SourceMetadata, SourceResource } from "../../../../functions/format/source-book.ts";

export const hints: BookHints = {
  fileName: "a-file.html",
  title: "",
  authors: [],
  language: "und",
  sourceSha256: "ab".repeat(32),
  modifiedAt: "2026-11-21T07:00:00.123Z",
};

/** A book of chapters in HTML. Links are `chapter#fragment`, `#fragment`, `https:…`; pictures are resources by their id. */
export function sourceOf(
  chapters: Readonly<Record<string, string>>,
  rest: Partial<Omit<SourceBook, "metadata">> & { readonly metadata?: Partial<SourceMetadata> } = {},
): SourceBook {
  const resources = rest.resources ?? new Map<string, SourceResource>();
  return {
    contents: undefined,
    warnings: [],
    ...rest,
    resources,
    metadata: { title: "A Title", authors: ["An Author"], language: "en", ...rest.metadata },
    // oxlint-disable-next-line typescript/require-await -- the model is lazy; these chapters are here already.
    async *chapters() {
      for (const [id, html] of Object.entries(chapters)) {
        yield {
          id,
          body: parseFragment(html).childNodes,
          resolve: (reference) => {
            if (/^https?:/.test(reference)) return { kind: "external", url: reference };
            if (resources.has(reference)) return { kind: "resource", id: reference };
            const [file = "", fragment] = reference.split("#");
            const chapter = file === "" ? id : file;
            return chapter in chapters
              ? { kind: "chapter", id: chapter, ...(fragment !== undefined && { fragment }) }
              : undefined;
          },
        };
      }
    },
  };
}

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC",
  "base64",
);

/** A JPEG of one grey, of any size. */
export function jpegOf(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: "#888" } })
    .jpeg()
    .toBuffer();
}

export function pictureResource(
  id: string,
  bytes: Uint8Array = png,
  mediaType = "image/png",
): readonly [string, SourceResource] {
  return [id, { id, name: `images/${id}`, mediaType, bytes: bytes.length, read: () => Promise.resolve(bytes) }];
}
