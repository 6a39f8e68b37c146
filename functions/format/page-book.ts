import type { DefaultTreeAdapterTypes } from "parse5";
import type { Warning } from "../../events/values.ts";
import type { SourceReference } from "../../shared/markup/source-reference.ts";
import type { PageStyles } from "../../shared/markup/styles/page-styles.ts";
import type { OpenedBook, SourceMetadata, SourceResource } from "./source-book.ts";

export interface Page {
  readonly metadata: SourceMetadata;
  readonly body: readonly DefaultTreeAdapterTypes.ChildNode[];
  /** By the reference that leads to it. */
  readonly pictures: ReadonlyMap<string, SourceResource>;
  /** The address of the page on the web, where it is known: relative links lead there. */
  readonly address?: string;
  readonly styles?: PageStyles | undefined;
  readonly warnings: readonly Warning[];
}

const chapterId = "page";

/** A book of one chapter, for sources that are one page; the writer splits it at its headings. */
export function pageBook({ metadata, body, pictures, address, styles, warnings }: Page): OpenedBook {
  return {
    book: {
      metadata,
      contents: undefined,
      resources: pictures,
      warnings,
      // oxlint-disable-next-line typescript/require-await -- the model is lazy; this one chapter is here already.
      async *chapters() {
        yield {
          id: chapterId,
          body,
          styles,
          ...(metadata.language === "" ? {} : { language: metadata.language }),
          ...(metadata.direction === undefined ? {} : { direction: metadata.direction }),
          resolve: (reference) => resolveOnPage(reference, pictures, address),
        };
      },
    },
    close: () => Promise.resolve(),
  };
}

/** What a reference on a page means: a place on it, one of its pictures, or something on the web. */
export function resolveOnPage(
  reference: string,
  pictures: ReadonlyMap<string, SourceResource>,
  address?: string,
): SourceReference | undefined {
  const trimmed = reference.trim();
  if (pictures.has(trimmed)) return { kind: "resource", id: trimmed };
  if (trimmed.startsWith("#")) return placeOnPage(trimmed.slice(1));
  const url = absolute(trimmed, address);
  if (url === undefined) return undefined;
  if (address !== undefined && url.hash !== "" && withoutHash(url) === withoutHash(new URL(address))) {
    return placeOnPage(url.hash.slice(1));
  }
  if (url.protocol === "mailto:" || ((url.protocol === "http:" || url.protocol === "https:") && url.hostname !== "")) {
    return { kind: "external", url: url.href };
  }
  return undefined;
}

function placeOnPage(fragment: string): SourceReference {
  if (fragment === "") return { kind: "chapter", id: chapterId };
  try {
    return { kind: "chapter", id: chapterId, fragment: decodeURIComponent(fragment) };
  } catch {
    return { kind: "chapter", id: chapterId, fragment };
  }
}

function absolute(reference: string, address: string | undefined): URL | undefined {
  if (reference === "") return undefined;
  // Without an address, `//host/path` still names its host.
  const base = address ?? (reference.startsWith("//") ? "https://unknown.invalid" : undefined);
  return URL.parse(reference, base) ?? undefined;
}

function withoutHash(url: URL): string {
  return url.href.slice(0, url.href.length - url.hash.length);
}
