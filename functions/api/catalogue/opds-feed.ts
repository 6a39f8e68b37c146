import type { DocumentKind } from "../../../events/values.ts";

/** OPDS 1.2 (https://specs.opds.io/opds-1.2), as Atom: what e-readers browse and download from. Pure. */

export interface FeedDocument {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly title: string;
  readonly authors: readonly string[];
  readonly language: string;
  /** ISO 8601. */
  readonly updated: string;
  readonly documentBytes: number;
  readonly documentType: string;
  /** Absent where it has no cover. */
  readonly coverType?: string;
}

export interface Feed {
  readonly updated: string;
  readonly documents: readonly FeedDocument[];
  /** Addresses on this server, from its root. */
  readonly self: string;
  readonly next?: string;
  readonly query: string;
}

export const feedType = "application/atom+xml;profile=opds-catalog;kind=acquisition";
export const searchType = "application/opensearchdescription+xml";

export function opdsFeed({ updated, documents, self, next, query }: Feed): string {
  const title = query === "" ? "Kindle Content Server" : `Kindle Content Server: ${query}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/terms/" xmlns:opds="http://opds-spec.org/2010/catalog">',
    `<id>urn:kindle-content-server:opds${query === "" ? "" : `:${encodeURIComponent(query)}`}</id>`,
    `<title>${text(title)}</title>`,
    `<updated>${text(updated)}</updated>`,
    "<author><name>Kindle Content Server</name></author>",
    link({ rel: "self", href: self, type: feedType }),
    link({ rel: "start", href: "/opds", type: feedType }),
    link({ rel: "search", href: "/opds/search", type: searchType }),
    ...(next === undefined ? [] : [link({ rel: "next", href: next, type: feedType })]),
    ...documents.map(entry),
    "</feed>",
    "",
  ].join("\n");
}

/** How an e-reader searches: OpenSearch 1.1. */
export function searchDescription(): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
    "<ShortName>Library</ShortName>",
    "<Description>Title, authors, file name</Description>",
    "<InputEncoding>UTF-8</InputEncoding>",
    `<Url type="${feedType}" template="/opds?q={searchTerms}"/>`,
    "</OpenSearchDescription>",
    "",
  ].join("\n");
}

function entry({
  id,
  kind,
  title,
  authors,
  language,
  updated,
  documentBytes,
  documentType,
  coverType,
}: FeedDocument): string {
  const address = `/api/${kind}s/${encodeURIComponent(id)}`;
  const length = String(documentBytes);
  return [
    "<entry>",
    `<id>urn:kindle-content-server:${kind}:${text(id)}</id>`,
    `<title>${text(title)}</title>`,
    `<updated>${text(updated)}</updated>`,
    ...authors.map((author) => `<author><name>${text(author)}</name></author>`),
    ...(language === "und" ? [] : [`<dc:language>${text(language)}</dc:language>`]),
    link({ rel: "http://opds-spec.org/acquisition", href: `${address}/epub`, type: documentType, length }),
    ...(coverType === undefined
      ? []
      : ["http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail"].map((rel) =>
          link({ rel, href: `${address}/cover`, type: coverType }),
        )),
    "</entry>",
  ].join("\n");
}

function link(attributes: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(attributes).map(([name, value]) => `${name}="${text(value)}"`);
  return `<link ${pairs.join(" ")}/>`;
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** XML 1.0 has no way at all to write some characters: they are left out. */
function text(value: string): string {
  return value
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);
}
