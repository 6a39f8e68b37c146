import type { EpubPage, FinishedEpub } from "./finished-epub.ts";

/** One rule of what a Kindle wants, as a check of a finished EPUB. */
export interface Check {
  /** Its number: K1 to K51. */
  readonly rule: string;
  /** What is true of an EPUB that keeps it. */
  readonly sentence: string;
  /** How a source that breaks it is made to keep it. */
  readonly repair: string;
  /** What breaks it on one page; empty for a page that keeps it. Asked of each page, of which one is in memory at a time. */
  readonly onPage?: (page: EpubPage) => Iterable<string>;
  /** What breaks it in the book as a whole. */
  readonly find?: (epub: FinishedEpub, way: WayToKindle) => Iterable<string>;
}

/** How an EPUB is to reach the Kindle, which decides how large it may be. */
export interface WayToKindle {
  /** The largest mail, in bytes after base64. Absent: any can be sent. */
  readonly mailBytesMax?: number | undefined;
  /** It could be made to fit in no way, and its reader has been told. */
  readonly isTooLargeToSend?: boolean;
}
