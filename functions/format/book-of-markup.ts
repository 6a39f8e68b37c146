import type { Warning } from "../../events/values.ts";
import type { SourceReference } from "../../shared/markup/source-reference.ts";
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
}

const chapterId = "body";

/** A book of one chapter, which the writer splits at its headings. */
export function bookOfMarkup({ metadata, html, resources, warnings }: MarkupBook): SourceBook {
  return {
    metadata,
    contents: undefined,
    resources,
    warnings,
    // oxlint-disable-next-line typescript/require-await -- the model is lazy; this one chapter is here already.
    async *chapters() {
      yield {
        id: chapterId,
        body: parseMarkup(html).childNodes,
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
