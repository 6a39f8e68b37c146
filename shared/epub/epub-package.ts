import type { Warning } from "../../events/values.ts";

/**
 * What an EPUB says about itself, as data: every name of a file in it is the exact name of an entry of its archive.
 * References to files that are not there, that lie outside of the container or on the web, are left out with a warning.
 */
export interface EpubPackage {
  /** Entry of the package document; empty where the archive is cut off in front of it. */
  readonly packageName: string;
  /** As declared: "2.0", "3.0", ...; empty where it is not. */
  readonly version: string;
  readonly metadata: EpubMetadata;
  /** In the order of the manifest; ids are unique, the first of equal ones wins. */
  readonly items: readonly EpubItem[];
  /** The same by the name of their file; the first item of a file wins. */
  readonly itemsByName: ReadonlyMap<string, EpubItem>;
  /** In reading order; never empty. */
  readonly spine: readonly EpubSpineItem[];
  readonly direction?: "ltr" | "rtl";
  /** True where the whole book is laid out as fixed pages. */
  readonly fixedLayout: boolean;
  readonly cover?: EpubCover;
  /** The book's own table of contents, or `undefined` where it has none that names anything. */
  readonly contents: readonly EpubContentsEntry[] | undefined;
  /** EPUB 3 landmarks, else the EPUB 2 guide. Types in lower case: `cover`, `toc`, `bodymatter`, `text`, ... */
  readonly landmarks: readonly EpubLandmark[];
  /** Entry of the EPUB 3 navigation document. */
  readonly navigationName?: string;
  /** Entry of the EPUB 2 NCX. */
  readonly ncxName?: string;
  /** Entries that are obfuscated fonts: their bytes are of no use as they are. */
  readonly obfuscatedNames: ReadonlySet<string>;
  readonly warnings: readonly Warning[];
}

/** Texts have their white space collapsed; dates, languages and identifiers are as the source writes them, unchecked. */
export interface EpubMetadata {
  /** The main title; empty where there is none. */
  readonly title: string;
  readonly subtitle?: string;
  /** Every creator and contributor in the order of display. */
  readonly people: readonly EpubPerson[];
  /** Names of those who wrote it: creators with the role of an author, else all creators. */
  readonly authors: readonly string[];
  /** The first `dc:language`; empty where there is none. */
  readonly language: string;
  readonly identifiers: readonly EpubIdentifier[];
  readonly publisher?: string;
  /** Publication, not modification. */
  readonly date?: string;
  /** May hold HTML. */
  readonly description?: string;
  readonly subjects: readonly string[];
  readonly rights?: string;
  readonly series?: { readonly name: string; readonly position?: number };
}

export interface EpubPerson {
  readonly name: string;
  /** As a library would file it: "Carroll, Lewis". */
  readonly fileAs?: string;
  /** MARC relator codes in lower case: `aut`, `ill`, `trl`, ... */
  readonly roles: readonly string[];
  readonly is: "creator" | "contributor";
}

export interface EpubIdentifier {
  readonly value: string;
  readonly scheme?: string;
  /** The one that the package names as its `unique-identifier`. */
  readonly unique: boolean;
}

/** A file of the manifest that is in the archive. */
export interface EpubItem {
  readonly id: string;
  /** Exact name of its entry. */
  readonly name: string;
  /** As declared, in lower case and without parameters; the bytes decide. */
  readonly mediaType: string;
  readonly properties: ReadonlySet<string>;
  /** Id of the item to show in its place. */
  readonly fallback?: string;
}

export interface EpubSpineItem {
  readonly item: EpubItem;
  /** False for what is read only when a link leads there. */
  readonly linear: boolean;
  readonly properties: ReadonlySet<string>;
}

export interface EpubCover {
  /** Entry of the cover's picture. */
  readonly imageName: string;
  /** Entry of the page that shows it, where the book has one. */
  readonly pageName?: string;
}

export interface EpubTarget {
  readonly name: string;
  /** Decoded, without the `#`. */
  readonly fragment?: string;
}

export interface EpubContentsEntry {
  readonly title: string;
  /** Absent for an entry that only groups others, or whose target is not there. */
  readonly target?: EpubTarget;
  readonly children: readonly EpubContentsEntry[];
}

export interface EpubLandmark {
  readonly type: string;
  readonly title: string;
  readonly target: EpubTarget;
}
