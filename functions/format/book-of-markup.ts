import type { Warning } from "../../events/values.ts";
import type { SourceReference } from "../../shared/markup/source-reference.ts";
import { type BookWithin, insertBooks } from "./book-within.ts";
import { parseMarkup } from "./html/quick-parser.ts";
import type { SourceBook, SourceMetadata, SourceResource } from "./source-book.ts";

/** What a reader for a word processor's format makes: HTML text, as it is the easiest thing to get right. */
export interface MarkupBook {
  readonly metadata: SourceMetadata;
  /**
   * HTML of the whole body. `#id` leads to an element of it, `resource:<id>` to a resource, and footnotes are
   * `<a epub:type="noteref" href="#…">` and `<aside epub:type="footnote" id="…">`.
   */
  readonly html: string;
  readonly resources: ReadonlyMap<string, SourceResource>;
  readonly warnings: readonly Warning[];
  /** What stands where the markup has a place for it (`placeOfBook`), by the key of that. */
  readonly within?: ReadonlyMap<string, BookWithin>;
}

const chapterId = "body";

/** A book of one chapter, which the writer splits at its headings. */
export function bookOfMarkup({ metadata, html, resources: own, warnings, within }: MarkupBook): SourceBook {
  const books = [...(within?.values() ?? [])];
  const resources = new Map([...own, ...books.flatMap((book) => [...book.resources])]);
  const styles = new Map(books.flatMap((book) => [...book.styles]));
  return {
    metadata,
    contents: undefined,
    resources,
    warnings,
    // oxlint-disable-next-line typescript/require-await -- the model is lazy; this one chapter is here already.
    async *chapters() {
      const markup = parseMarkup(html);
      if (within !== undefined) insertBooks(markup.childNodes, within);
      yield {
        id: chapterId,
        body: markup.childNodes,
        ...(styles.size > 0 && { styles: { of: (element) => styles.get(element)?.of(element) ?? {} } }),
        ...(metadata.direction === undefined ? {} : { direction: metadata.direction }),
        resolve: (reference) => resolveInMarkup(reference, resources),
      };
    },
  };
}

function resolveInMarkup(
  reference: string,
  resources: ReadonlyMap<string, SourceResource>,
): SourceReference | undefined {
  if (reference.startsWith("#")) return { kind: "chapter", id: chapterId, fragment: reference.slice(1) };
  if (reference.startsWith("resource:")) {
    const id = reference.slice("resource:".length);
    return resources.has(id) ? { kind: "resource", id } : undefined;
  }
  return /^(?:https?:\/\/|mailto:)\S+$/i.test(reference) ? { kind: "external", url: reference } : undefined;
}
