import { attributeList, element, escapeAttribute, xmlDeclaration } from "../../../shared/markup/xml.ts";
import type { ContentsEntry, Place } from "../build/book-contents.ts";
import type { BuiltBook } from "../build/built-book.ts";
import { lineDirection, pageMarkup } from "./page.ts";

/** The contents as a page that readers see, with the landmarks (K16, K21, K22): links and nothing else. */
export function navigationDocument(book: BuiltBook): string {
  const { language } = book.metadata;
  const heading = tableOfContentsWord(language);
  const list = (entries: readonly ContentsEntry[]): string =>
    `<ol>\n${entries
      .map(({ title, place, children }) => {
        const below = children.length > 0 ? `\n${list(children)}` : "";
        return `<li>${link(book.hrefOf(place), title)}${below}</li>\n`;
      })
      .join("")}</ol>`;
  const body = `<nav epub:type="toc" id="toc">
${element("h1", {}, { text: heading })}
${list(book.contents)}
</nav>
<nav epub:type="landmarks" id="landmarks" hidden="hidden">
<ol>
<li>${link("#toc", heading, "toc")}</li>
<li>${link(bodyStart(book), book.metadata.title, "bodymatter")}</li>
</ol>
</nav>
`;
  // A comic is turned one way, and its words are read the other.
  if (book.layout === "pages")
    return pageMarkup({ title: heading, language, direction: undefined, body, size: pageSizeOf(book) });
  return pageMarkup({ title: heading, language, direction: lineDirection(language), body });
}

/** The page that holds every page of a comic, in pixels. */
export function pageSizeOf({ parts }: BuiltBook): { readonly width: number; readonly height: number } {
  const pictures = parts.flatMap((part) => [...part.pictures]);
  return {
    width: pictures.reduce((most, { width }) => Math.max(most, width), 1),
    height: pictures.reduce((most, { height }) => Math.max(most, height), 1),
  };
}

function link(href: string, text: string, type?: string): string {
  return element("a", { "epub:type": type, href }, { text });
}

function bodyStart(book: BuiltBook): string {
  return book.parts[0]?.fileName ?? "";
}

/** The same contents for older readers, from the same tree (K8, K16, K20). */
export function ncxDocument(book: BuiltBook): string {
  const { language, title, identifier } = book.metadata;
  const orders = new Map<string, number>();
  let points = 0;
  const orderOf = (href: string) => {
    const order = orders.get(href) ?? orders.size + 1;
    orders.set(href, order);
    return order;
  };
  const point = (entry: { title: string; place: Place; children: readonly ContentsEntry[] }): string => {
    const href = book.hrefOf(entry.place);
    points += 1;
    const attributes = attributeList({ id: `point-${points}`, playOrder: String(orderOf(href)) });
    const label = `<navLabel>${element("text", {}, { text: entry.title })}</navLabel>`;
    return `<navPoint${attributes}>${label}<content src="${escapeAttribute(href)}"/>\n${entry.children.map(point).join("")}</navPoint>\n`;
  };
  const map = book.contents.map(point).join("");
  const depth = book.contents.some(({ children }) => children.length > 0) ? 2 : 1;
  return `${xmlDeclaration}<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"${attributeList({ "xml:lang": language })}>
<head>
<meta name="dtb:uid" content="${escapeAttribute(identifier)}"/>
<meta name="dtb:depth" content="${depth}"/>
<meta name="dtb:totalPageCount" content="0"/>
<meta name="dtb:maxPageNumber" content="0"/>
</head>
<docTitle>${element("text", {}, { text: title })}</docTitle>
<navMap>
${map}</navMap>
</ncx>
`;
}

/** What a list of contents is called in the book's own language. */
export function tableOfContentsWord(language: string): string {
  return tableOfContentsWords[language.split("-")[0] ?? ""] ?? "Contents";
}

const tableOfContentsWords: Readonly<Record<string, string>> = {
  ar: "المحتويات",
  cs: "Obsah",
  da: "Indhold",
  de: "Inhalt",
  el: "Περιεχόμενα",
  es: "Índice",
  fa: "فهرست",
  fi: "Sisällys",
  fr: "Sommaire",
  he: "תוכן העניינים",
  hi: "विषय सूची",
  hu: "Tartalom",
  it: "Indice",
  ja: "目次",
  ko: "차례",
  nl: "Inhoud",
  no: "Innhold",
  nb: "Innhold",
  pl: "Spis treści",
  pt: "Índice",
  ro: "Cuprins",
  ru: "Содержание",
  sk: "Obsah",
  sv: "Innehåll",
  tr: "İçindekiler",
  uk: "Зміст",
  zh: "目录",
};
