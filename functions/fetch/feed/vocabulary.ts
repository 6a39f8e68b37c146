import { unboundPrefix } from "../../../shared/xml/resolve-names.ts";
import type { XmlElement } from "../../../shared/xml/xml-element.ts";

/** Addresses that stand for one vocabulary, as they are compared: without scheme, `www.`, closing signs and capitals. */
const vocabularies: ReadonlyMap<string, string> = new Map([
  ["w3.org/2005/atom", "atom"],
  ["purl.org/atom/ns", "atom"],
  ["purl.org/atom", "atom"],
  ["purl.org/net/rss1.1", "rss"],
  ["purl.org/rss/1.0", "rss"],
  ["my.netscape.com/rdf/simple/0.9", "rss"],
  ["channel.netscape.com/rdf/simple/0.9", "rss"],
  ["my.netscape.com/publish/formats/rss-0.91.dtd", "rss"],
  ["backend.userland.com/rss", "rss"],
  ["backend.userland.com/rss2", "rss"],
  ["backend.userland.com/rss2.1", "rss"],
  ["blogs.law.harvard.edu/tech/rss", "rss"],
  ["cyber.law.harvard.edu/rss", "rss"],
  ["rssboard.org/rss-specification", "rss"],
  ["w3.org/1999/02/22-rdf-syntax-ns", "rdf"],
  ["purl.org/dc/elements/1.1", "dc"],
  ["purl.org/dc/elements/1.0", "dc"],
  ["purl.org/dc/terms", "dcterms"],
  ["purl.org/dc", "dc"],
  ["purl.org/rss/1.0/modules/content", "content"],
  ["purl.org/rss/1.0/modules/syndication", "sy"],
  ["purl.org/rss/1.0/modules/dc", "dc"],
  ["itunes.com/dtds/podcast-1.0.dtd", "itunes"],
  ["itunes.com/dtds/podcast-1.0", "itunes"],
  ["example.com/dtds/podcast-1.0.dtd", "itunes"],
  ["search.yahoo.com/mrss", "media"],
  ["rssboard.org/media-rss", "media"],
  ["w3.org/1999/xhtml", "xhtml"],
  ["w3.org/1999/xlink", "xlink"],
  ["w3.org/xml/1998/namespace", "xml"],
  ["w3.org/2000/svg", "svg"],
  ["w3.org/1998/math/mathml", "mathml"],
  ["rssnamespace.org/feedburner/ext/1.0", "feedburner"],
]);

/** What prefixes mean that feeds forgot to bind: as everybody else uses them. */
const customaryPrefixes: ReadonlyMap<string, string> = new Map(
  ["atom", "rss", "rdf", "dc", "dcterms", "content", "sy", "itunes", "media", "xhtml", "feedburner"].map((name) => [
    name,
    name,
  ]),
);

/** What an element of a feed means, as one word: `home:title`, `dc:creator`. */
export type FieldKey = `${string}:${string}`;

/**
 * Names the elements of one document, whatever prefixes and capitals it writes them with. What its root is in is `home`, as
 * is what has no namespace at all: feeds put themselves into namespaces of their own invention.
 */
export function fieldKeysOf(root: XmlElement): (element: XmlElement) => FieldKey {
  const rootVocabulary = named(root.namespace);
  const vocabularyOf = (namespace: string) => {
    // RDF is only the wrapper of RSS 1.0.
    if (namespace === "" || (namespace === root.namespace && rootVocabulary !== "rdf")) return "home";
    const vocabulary = named(namespace);
    return vocabulary === "rss" || (vocabulary === "atom" && rootVocabulary === "atom") ? "home" : vocabulary;
  };
  const known = new Map<string, Map<string, FieldKey>>();
  return ({ namespace, name }) => {
    let keys = known.get(namespace);
    if (keys === undefined) known.set(namespace, (keys = new Map()));
    let key = keys.get(name);
    if (key === undefined) keys.set(name, (key = `${vocabularyOf(namespace)}:${name.toLowerCase()}`));
    return key;
  };
}

/** What an address of a namespace stands for; `other` for what means nothing here. */
export function named(namespace: string): string {
  if (namespace.startsWith(unboundPrefix)) {
    return customaryPrefixes.get(namespace.slice(unboundPrefix.length)) ?? "other";
  }
  const plain = namespace
    .toLowerCase()
    .replace(/^https?:\/\/(?:www\.)?/u, "")
    .replace(/[/#]+$/u, "");
  return vocabularies.get(plain) ?? "other";
}
