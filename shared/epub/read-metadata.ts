import { attributeOf, plainTextOf, type XmlElement } from "../xml/xml-element.ts";
import type { EpubIdentifier, EpubMetadata, EpubPerson } from "./epub-package.ts";

/** A statement about the book, with what refines it: EPUB 3 says it in other elements, EPUB 2 in attributes. */
interface Statement {
  readonly name: string;
  readonly value: string;
  readonly element: XmlElement;
  /** Values of the refining properties, by property without its prefix. */
  readonly refinements: ReadonlyMap<string, readonly string[]>;
}

const statementsMax = 5_000;

/** Reads `metadata` of EPUB 3, 2 and OEB 1 alike; `packageElement` for its unique identifier and language. */
export function readMetadata(packageElement: XmlElement, metadata: XmlElement | undefined): EpubMetadata {
  const statements = metadata === undefined ? [] : statementsOf(metadata);
  const valuesOf = (name: string) => statements.filter((one) => one.name === name && one.value !== "");
  const [first] = valuesOf("publisher");
  const titles = valuesOf("title");
  const main =
    titles.find((title) => typeOf(title) === "main") ??
    titles.find((title) => typeOf(title) === undefined) ??
    titles[0];
  const subtitle = titles.find((title) => title !== main && typeOf(title) === "subtitle");
  const people = peopleOf(statements);
  const description = valuesOf("description")[0];
  const rights = valuesOf("rights")[0];
  const date = dateOf(valuesOf("date"));
  const series = seriesOf(statements);
  return {
    title: main?.value ?? "",
    ...(subtitle && { subtitle: subtitle.value }),
    people,
    authors: authorsOf(people),
    language: valuesOf("language")[0]?.value ?? attributeOf(packageElement, "lang")?.trim() ?? "",
    identifiers: identifiersOf(valuesOf("identifier"), attributeOf(packageElement, "unique-identifier")?.trim()),
    ...(first && { publisher: first.value }),
    ...(date && { date }),
    ...(description && { description: description.value }),
    subjects: [...new Set(valuesOf("subject").map(({ value }) => value))],
    ...(rights && { rights: rights.value }),
    ...(series && { series }),
  };
}

/** What `meta name="…" content="…"` says, as EPUB 2 and calibre write it. */
export function metaContent(metadata: XmlElement | undefined, name: string): string | undefined {
  if (metadata === undefined) return undefined;
  for (const element of allBelow(metadata)) {
    if (element.name.toLowerCase() !== "meta" || attributeOf(element, "name")?.trim().toLowerCase() !== name) continue;
    const content = (attributeOf(element, "content") ?? plainTextOf(element)).trim();
    if (content !== "") return content;
  }
  return undefined;
}

/** What `meta property="…"` says about the whole book. */
export function metaProperty(metadata: XmlElement | undefined, property: string): string | undefined {
  if (metadata === undefined) return undefined;
  for (const element of allBelow(metadata)) {
    if (attributeOf(element, "property")?.trim() === property && attributeOf(element, "refines") === undefined) {
      return plainTextOf(element) || undefined;
    }
  }
  return undefined;
}

function statementsOf(metadata: XmlElement): readonly Statement[] {
  const elements = [...allBelow(metadata)].slice(0, statementsMax);
  const refining = new Map<string, Map<string, string[]>>();
  for (const element of elements) {
    const id = attributeOf(element, "refines")?.trim().replace(/^#/u, "");
    const property = attributeOf(element, "property")?.trim();
    if (!id || !property) continue;
    const properties = refining.get(id) ?? new Map<string, string[]>();
    const name = property.slice(property.indexOf(":") + 1);
    properties.set(name, [...(properties.get(name) ?? []), plainTextOf(element)]);
    refining.set(id, properties);
  }
  return elements
    .filter((element) => attributeOf(element, "refines") === undefined)
    .map((element) => ({
      // OEB 1 writes dc:Title.
      name: element.name.toLowerCase() === "meta" ? metaName(element) : element.name.toLowerCase(),
      value: plainTextOf(element) || (attributeOf(element, "content") ?? "").replace(/\s+/gu, " ").trim(),
      element,
      refinements: refining.get(attributeOf(element, "id")?.trim() ?? "") ?? new Map<string, readonly string[]>(),
    }));
}

function metaName(element: XmlElement): string {
  return `meta ${(attributeOf(element, "property") ?? attributeOf(element, "name") ?? "").trim().toLowerCase()}`;
}

/** OEB 1 keeps them in `dc-metadata`, one level further down. */
function* allBelow(metadata: XmlElement): Generator<XmlElement> {
  for (const child of metadata.children) {
    if (typeof child === "string") continue;
    yield child;
    if (/^(?:dc|x)-metadata$/iu.test(child.name)) yield* allBelow(child);
  }
}

function typeOf(title: Statement): string | undefined {
  return title.refinements.get("title-type")?.[0]?.toLowerCase();
}

function peopleOf(statements: readonly Statement[]): readonly EpubPerson[] {
  const people = statements
    .filter(({ name, value }) => (name === "creator" || name === "contributor") && value !== "")
    .map((statement) => ({ person: personOf(statement), sequence: sequenceOf(statement) }));
  // A stable sort: those without a place keep the order of the document, after those with one.
  return people.sort((one, other) => one.sequence - other.sequence).map(({ person }) => person);
}

function personOf({ name, value, element, refinements }: Statement): EpubPerson {
  const fileAs = refinements.get("file-as")?.[0] ?? attributeOf(element, "file-as")?.trim();
  const role = attributeOf(element, "role");
  const roles = [...(refinements.get("role") ?? []), ...(role === undefined ? [] : [role])];
  return {
    name: value,
    ...(fileAs && { fileAs }),
    roles: [...new Set(roles.map((one) => roleCode(one)).filter((one) => one !== ""))],
    is: name === "creator" ? "creator" : "contributor",
  };
}

/** Some write the word, some an address that ends in the code. */
function roleCode(role: string): string {
  const code = role.trim().toLowerCase().split(/[/:#]/u).at(-1) ?? "";
  return code === "author" ? "aut" : code;
}

function sequenceOf({ refinements }: Statement): number {
  const sequence = Number.parseFloat(refinements.get("display-seq")?.[0] ?? "");
  return Number.isFinite(sequence) ? sequence : Number.MAX_VALUE;
}

function authorsOf(people: readonly EpubPerson[]): readonly string[] {
  const creators = people.filter((person) => person.is === "creator");
  const authors = creators.filter(({ roles }) => roles.length === 0 || roles.includes("aut"));
  return [...new Set((authors.length > 0 ? authors : creators).map(({ name }) => name))];
}

function identifiersOf(identifiers: readonly Statement[], uniqueId: string | undefined): readonly EpubIdentifier[] {
  return identifiers.map(({ value, element, refinements }) => {
    const scheme = attributeOf(element, "scheme")?.trim() ?? refinements.get("identifier-type")?.[0];
    const unique = uniqueId !== undefined && attributeOf(element, "id")?.trim() === uniqueId;
    return { value, ...(scheme && { scheme }), unique };
  });
}

function dateOf(dates: readonly Statement[]): string | undefined {
  const eventOf = ({ element }: Statement) => attributeOf(element, "event")?.trim().toLowerCase();
  const published = dates.find((date) => /publication|issued/u.test(eventOf(date) ?? ""));
  return (published ?? dates.find((date) => eventOf(date) === undefined))?.value;
}

function seriesOf(statements: readonly Statement[]): EpubMetadata["series"] {
  const valueOf = (name: string) => statements.find((one) => one.name === `meta ${name}` && one.value !== "")?.value;
  const collection = statements.find(
    ({ name, value, refinements }) =>
      name === "meta belongs-to-collection" &&
      value !== "" &&
      refinements.get("collection-type")?.[0]?.toLowerCase() === "series",
  );
  const name = collection?.value ?? valueOf("calibre:series");
  if (name === undefined) return undefined;
  const position = Number.parseFloat(
    collection?.refinements.get("group-position")?.[0] ?? valueOf("calibre:series_index") ?? "",
  );
  return Number.isFinite(position) ? { name, position } : { name };
}
