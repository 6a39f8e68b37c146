import { parseFragment } from "parse5";
import type { EpubMetadata, EpubPackage } from "../../../shared/epub/epub-package.ts";
import { visibleText } from "../html/html-nodes.ts";
import { filledIn, type ReadHints } from "../read-hints.ts";
import type { SourceMetadata } from "../source-book.ts";

/** Descriptions are written in HTML as often as not. */
const descriptionCharactersMax = 100_000;

export function epubMetadata(
  { metadata, direction }: Pick<EpubPackage, "metadata" | "direction">,
  hints: ReadHints,
): SourceMetadata {
  const description = plainDescription(metadata.description);
  return {
    ...filledIn({ ...metadata, title: fullTitle(metadata) }, hints),
    ...(metadata.publisher !== undefined && { publisher: metadata.publisher }),
    ...(description !== "" && { description }),
    ...(metadata.date !== undefined && { published: metadata.date }),
    ...(metadata.subjects.length > 0 && { subjects: metadata.subjects }),
    ...(metadata.series && { series: metadata.series }),
    ...(direction !== undefined && { direction }),
  };
}

function fullTitle({ title, subtitle }: EpubMetadata): string {
  if (subtitle === undefined || subtitle === "" || title.includes(subtitle)) return title;
  return title === "" ? subtitle : `${title}: ${subtitle}`;
}

function plainDescription(description: string | undefined): string {
  const text = (description ?? "").slice(0, descriptionCharactersMax);
  return /[<&]/u.test(text) ? visibleText(parseFragment(text).childNodes) : text;
}
