import { attributeOf, childrenOf, descendantsOf, plainTextOf } from "../../../shared/xml/xml-element.ts";
import { bookLanguage } from "../build/book-language.ts";
import type { Check } from "./check.ts";
import type { FinishedEpub } from "./finished-epub.ts";

const texts = ({ metadata }: FinishedEpub, name: string) => childrenOf(metadata, name).map(plainTextOf);
const repeated = (values: readonly string[]) => values.filter((value, index) => values.indexOf(value) !== index);
const unless = (kept: boolean, found: string) => (kept ? [] : [found]);

const packageNamespace = "http://www.idpf.org/2007/opf";
const dublinCore = "http://purl.org/dc/elements/1.1/";

/** What a comic says to a Kindle, and check K47 looks at. */
const comicNames = new Set(
  "fixed-layout original-resolution book-type primary-writing-mode orientation-lock zero-gutter zero-margin region-mag".split(
    " ",
  ),
);

export const packageChecks: readonly Check[] = [
  {
    rule: "K9",
    sentence: "The package document is XML, and every prefix in it is bound.",
    repair: "It is never patched, but written anew.",
    // Without it nothing else can be looked at: it is found while the EPUB is opened.
    find: ({ metadata }) =>
      childrenOf(metadata)
        .filter(({ name, namespace }) => namespace !== (name === "meta" ? packageNamespace : dublinCore))
        .map(({ name }) => name),
  },
  {
    rule: "K5",
    sentence: "The title is not empty.",
    repair: "The first heading is the title, else the name of the file.",
    find: (epub) =>
      unless(texts(epub, "title").every((title) => title !== "") && texts(epub, "title").length > 0, "title"),
  },
  {
    rule: "K6",
    sentence: "There is one title.",
    repair: "Title and subtitle are written as one.",
    find: (epub) => texts(epub, "title").slice(1),
  },
  {
    rule: "K7",
    sentence: "The language is one that exists.",
    repair: "The language of the text is recognised; English, where even that fails.",
    find: (epub) => {
      const languages = texts(epub, "language");
      return languages.length === 0 ? ["none"] : languages.filter((language) => bookLanguage(language) !== language);
    },
  },
  {
    rule: "K8",
    sentence: "The identifier is a UUID, and the NCX has the same.",
    repair: "Both are written from one value, made of the source's hash.",
    find: (epub) => {
      const id = attributeOf(epub.package, "unique-identifier");
      const [identifier] = childrenOf(epub.metadata, "identifier")
        .filter((one) => attributeOf(one, "id") === id)
        .map(plainTextOf);
      const uid =
        epub.ncx && [...descendantsOf(epub.ncx, "meta")].find((meta) => attributeOf(meta, "name") === "dtb:uid");
      const isUuid = /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(identifier ?? "");
      return unless(isUuid && attributeOf(uid, "content") === identifier, identifier ?? "none");
    },
  },
  {
    rule: "K10",
    sentence: "Ids and addresses of the manifest are unique, ids even ignoring case.",
    repair: "Ids and names are generated.",
    find: ({ items }) => [
      ...repeated(items.map(({ id }) => id.toLowerCase())),
      ...repeated(items.map(({ href }) => href)),
    ],
  },
  {
    rule: "K11",
    sentence: "There is no other shop's identifier, and nothing of other programs.",
    repair: "The metadata is written anew from what is known.",
    find: ({ metadata, isComic }) =>
      childrenOf(metadata, "meta")
        .map((meta) => attributeOf(meta, "name") ?? "")
        .filter(
          (name) =>
            name !== "" && name !== "cover" && name !== "primary-writing-mode" && !(isComic && comicNames.has(name)),
        ),
  },
  {
    rule: "K12",
    sentence: "There is a creator, one time of modification, and no date but an ISO one.",
    repair: "Unknown creators are called so; a date that is none is left out.",
    find: (epub) => {
      const modified = childrenOf(epub.metadata, "meta").filter(
        (meta) => attributeOf(meta, "property") === "dcterms:modified",
      );
      return [
        ...unless(
          texts(epub, "creator").some((creator) => creator !== ""),
          "no creator",
        ),
        ...unless(
          modified.length === 1 && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(plainTextOf(modified[0])),
          "modified",
        ),
        ...texts(epub, "date").filter((date) => !/^\d{4}(-\d\d(-\d\d)?)?$/.test(date)),
      ];
    },
  },
  {
    rule: "K13",
    sentence: "A cover is declared both ways, and is a picture.",
    repair: "The picture of a cover page is taken, else a cover is drawn.",
    find: ({ items, metadata }) => {
      const covers = items.filter(({ properties }) => properties.includes("cover-image"));
      const named = childrenOf(metadata, "meta").filter((meta) => attributeOf(meta, "name") === "cover");
      const ids = named.map((meta) => attributeOf(meta, "content"));
      const [cover] = covers;
      return unless(
        covers.length === 1 &&
          ids.length === 1 &&
          cover?.id === ids[0] &&
          cover?.mediaType.startsWith("image/") === true,
        "cover",
      );
    },
  },
  {
    rule: "K15",
    sentence: "No page only shows the cover.",
    repair: "Such a page is left out, and what leads to it leads to the next one.",
    find: ({ items, pages }) => {
      const cover = items.find(({ properties }) => properties.includes("cover-image"))?.href;
      // Where that picture is all that the book has, its page is the text.
      if (cover === undefined || pages.length <= 2) return [];
      return pages
        .filter(({ hasWords, pictures }) => !hasWords && pictures.length === 1 && pictures[0] === cover)
        .map(({ item }) => item.href);
    },
  },
];
