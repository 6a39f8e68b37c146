import type { DefaultTreeAdapterTypes } from "parse5";
import type { PageStyles } from "../../shared/markup/styles/page-styles.ts";
import { elementsBelow } from "./html/html-nodes.ts";
import type { SourceBook, SourceChapter, SourceResource } from "./source-book.ts";

type ChildNode = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** A book that stands in the text of another one. */
export interface BookWithin {
  readonly nodes: readonly ChildNode[];
  /** By the names that its nodes call them by. */
  readonly resources: ReadonlyMap<string, SourceResource>;
  /** Of the elements whose chapter has stylesheets. */
  readonly styles: ReadonlyMap<Element, PageStyles>;
}

/** Where a book stands in the markup around it: the element of this attribute gives way to it. */
const placeAttribute = "book-within";

export const placeOfBook = (key: string): string => `<div ${placeAttribute}="${key}"></div>`;

export const holdsPlace = (html: string): boolean => html.includes(`<div ${placeAttribute}=`);

/**
 * Takes a book whole, so that its places and its pictures can be told from those of the book around it.
 * @param prefix in front of every id of it; `#id` and `resource:id` lead there
 */
export async function bookWithin(book: SourceBook, prefix: string): Promise<BookWithin> {
  const nodes: ChildNode[] = [];
  const resources = new Map<string, SourceResource>();
  const styles = new Map<Element, PageStyles>();
  for (const [id, resource] of book.resources) resources.set(prefix + id, { ...resource, id: prefix + id });
  for await (const chapter of book.chapters()) {
    for (const element of elementsBelow({ childNodes: chapter.body })) {
      if (chapter.styles !== undefined) styles.set(element, chapter.styles);
      for (const attribute of element.attrs) {
        if (attribute.name === "id" || (attribute.name === "name" && element.tagName === "a")) {
          attribute.value = prefix + attribute.value;
        } else if (/^(?:href|src)$/u.test(attribute.name)) {
          attribute.value = referenceOf(attribute.value, chapter, prefix);
        } else if (isPlace(attribute)) attribute.value = "";
      }
    }
    nodes.push(...chapter.body);
  }
  return { nodes, resources, styles };
}

/** What leads nowhere in it leads nowhere around it. */
function referenceOf(reference: string, chapter: SourceChapter, prefix: string): string {
  const target = chapter.resolve(reference);
  switch (target?.kind) {
    case "resource":
      return `resource:${prefix}${target.id}`;
    case "chapter":
      return target.fragment === undefined ? "" : `#${prefix}${target.fragment}`;
    case "external":
      return target.url;
    default:
      return "";
  }
}

/** Puts each book where it was said to stand, in nodes that were parsed from the markup around it. */
export function insertBooks(nodes: readonly ChildNode[], books: ReadonlyMap<string, BookWithin>): void {
  if (books.size === 0) return;
  const places = [...elementsBelow({ childNodes: nodes })].filter(({ attrs }) => attrs.some(isPlace));
  for (const place of places) {
    const book = books.get(place.attrs.find(isPlace)?.value ?? "");
    const parent = place.parentNode;
    if (book === undefined || parent === null) continue;
    for (const node of book.nodes) node.parentNode = parent;
    const at = parent.childNodes.indexOf(place);
    parent.childNodes = [...parent.childNodes.slice(0, at), ...book.nodes, ...parent.childNodes.slice(at + 1)];
  }
}

const isPlace = ({ name }: { readonly name: string }) => name === placeAttribute;
