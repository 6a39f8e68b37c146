import type { SourceFormat } from "../../events/values.ts";
import type { OpenBook } from "./read-hints.ts";

/** Who reads what. A reader is loaded when the first file of its kind comes; a new format is one more line. */
export const readers: Readonly<Record<SourceFormat, () => Promise<OpenBook>>> = {
  epub: async () => (await import("./read-epub.ts")).openEpub,
  html: async () => (await import("./read-html.ts")).openHtml,
  markdown: async () => (await import("./read-markdown.ts")).openMarkdown,
  text: async () => (await import("./read-text.ts")).openText,
};
