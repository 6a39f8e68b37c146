import { type DocumentMetadata, filledFields } from "../document-metadata.ts";
import { parseXmlLeniently } from "../xml/parse-xml.ts";
import { attributeOf, childOf, childrenOf, plainTextOf, type XmlElement } from "../xml/xml-element.ts";

/** What a FictionBook says about itself. */
export function fb2Metadata(root: XmlElement): DocumentMetadata {
  const description = childOf(root, "description");
  const info = childOf(description, "title-info");
  const publish = childOf(description, "publish-info");
  const sequence = childOf(info, "sequence");
  const series = attributeOf(sequence, "name")?.trim() ?? "";
  const position = Number(attributeOf(sequence, "number") || Number.NaN);
  const date = childOf(info, "date");
  const named = (name: string) => childrenOf(info, name);
  return {
    title: plainTextOf(childOf(info, "book-title")),
    authors: named("author")
      .map(nameOf)
      .filter((name) => name !== ""),
    language: plainTextOf(childOf(info, "lang")),
    ...filledFields({
      description: plainTextOf(childOf(info, "annotation")),
      published: attributeOf(date, "value") || plainTextOf(date),
      publisher: plainTextOf(childOf(publish, "publisher")),
      subjects: named("genre")
        .map(plainTextOf)
        .filter((genre) => genre !== ""),
    }),
    ...(series !== "" && { series: Number.isFinite(position) ? { name: series, position } : { name: series } }),
  };
}

/**
 * The same from no more than the start of the file, whose text may be of any length. `undefined` where its description
 * does not end there.
 * @throws Rejected `xml/…`
 */
export function fb2MetadataIn(head: string): DocumentMetadata | undefined {
  const start = /<(?:[\w.-]+:)?FictionBook\b[^>]*>/u.exec(head);
  const end = start && /<\/((?:[\w.-]+:)?)description\s*>/u.exec(head);
  if (!start || !end) return undefined;
  const name = /^<([\w.:-]+)/u.exec(start[0])?.[1] ?? "FictionBook";
  return fb2Metadata(parseXmlLeniently(`${head.slice(start.index, end.index + end[0].length)}</${name}>`).root);
}

function nameOf(author: XmlElement): string {
  const parts = ["first-name", "middle-name", "last-name"]
    .map((part) => plainTextOf(childOf(author, part)))
    .filter((part) => part !== "");
  return parts.length > 0 ? parts.join(" ") : plainTextOf(childOf(author, "nickname"));
}
