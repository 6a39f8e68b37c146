import * as z from "zod";

/** The pieces that several events are made of. */

/** Where content lies: a key of the blobs port, never the content. */
export const BlobKey = z.string().min(1);
/** Lower-case hexadecimal SHA-256 of content. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Stable, for programs: `noun/what-is-wrong`. */
export const Code = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/);
export const Bytes = z.int().nonnegative();
export const Time = z.iso.datetime();
/** How a file came to us. */
export const Via = z.enum(["inbox", "http", "bucket"]);
export type Via = z.infer<typeof Via>;
export const SourceFormat = z.enum([
  "epub",
  "html",
  "markdown",
  "text",
  "docx",
  "odt",
  "fb2",
  "rtf",
  // A ZIP of HTML or Markdown files with their pictures.
  "page-archive",
  // A ZIP of pictures.
  "comic",
  "picture",
  "pdf",
]);
export type SourceFormat = z.infer<typeof SourceFormat>;
/** Those that become an EPUB; a PDF stays what it is. */
export type ConvertedFormat = Exclude<SourceFormat, "pdf">;
export const DocumentKind = z.enum(["book", "edition"]);
export type DocumentKind = z.infer<typeof DocumentKind>;

/** What a document can be. */
export const epubType = "application/epub+zip";
export const pdfType = "application/pdf";
export const DocumentType = z.enum([epubType, pdfType]);
export type DocumentType = z.infer<typeof DocumentType>;

/** What the gate found wrong with a source and did about it, in words for its reader. */
export const Warning = z.object({ rule: z.string(), found: z.string(), done: z.string() });
export type Warning = z.infer<typeof Warning>;

/**
 * How conservatively a document is rebuilt after Amazon could not convert it, each rung more so than the one before:
 * without whatever a Kindle can do without; without tables, formulas and all but plain pictures; text and headings only.
 */
export const rungs = ["minimal", "strict", "plain"] as const;
export const Rung = z.enum(rungs);
export type Rung = z.infer<typeof Rung>;

/** What every event about a delivery says. `version` is the ledger's: the highest one is the newest truth. */
export const DeliveryFact = z.object({
  deliveryId: z.string(),
  deviceId: z.string(),
  documentId: z.string(),
  kind: DocumentKind,
  title: z.string(),
  version: z.int().positive(),
  /** How many times the provider has been asked so far. */
  attempts: z.int().nonnegative(),
  /** Of a document that was rebuilt for it, since Amazon could not convert the one before. */
  rung: Rung.optional(),
});

/** An address on the web, absolute. */
export const WebUrl = z.url({ protocol: /^https?$/ }).max(2000);
/** The folders that a subscription lies in, the outermost first. */
export const FeedFolders = z.array(z.string().min(1).max(200)).max(16);
/** How much a reader values a feed: -2 (rarely) to 2 (always). */
export const FeedWeight = z.int().min(-2).max(2);

/** What every event about an edition says. */
export const EditionFact = z.object({
  editionId: z.string(),
  digestId: z.string(),
  digestName: z.string(),
  /** When its cron struck, or when its reader asked for it. */
  slot: Time,
  by: z.enum(["schedule", "reader"]),
});

/** What an edition is printed from. */
export const EditionLayout = z.object({
  /** With its date: what the Kindle shows. */
  title: z.string(),
  /** Sections, articles and the last page (`shared/articles/edition-layout.ts`), as JSON. */
  layoutKey: BlobKey,
  layoutSha256: Sha256,
  language: z.string(),
  /** Ids of devices. Empty: those that get every new book get it. */
  devices: z.array(z.string()),
});
