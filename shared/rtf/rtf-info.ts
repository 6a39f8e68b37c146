import { type DocumentMetadata, filledFields, listedWords } from "../document-metadata.ts";
import { decodeRtf } from "./rtf-code-pages.ts";
import { languageOfLcid } from "./rtf-languages.ts";
import { rtfTokens } from "./rtf-tokens.ts";

const infoKeys = new Set(["title", "author", "subject", "keywords", "doccomm", "company"]);
/** The group of information stands in front of the text: beyond, there is none. */
const tokensMax = 200_000;

/** What Rich Text says about itself. Never throws, and stops where the information ends. */
export function readRtfInfo(source: Uint8Array): DocumentMetadata {
  const values = new Map<string, string>();
  let codePage = 1252;
  let language = "";
  let depth = 0;
  let infoDepth = 0;
  let key: { readonly name: string; readonly depth: number } | undefined;
  let fallbackLength = 1;
  let toPassOver = 0;
  let tokens = 0;
  const say = (text: string) => {
    if (key !== undefined && key.depth === depth) values.set(key.name, (values.get(key.name) ?? "") + text);
  };
  for (const token of rtfTokens(source)) {
    tokens += 1;
    if (tokens > tokensMax) break;
    if (token.kind === "open") depth += 1;
    else if (token.kind === "close") {
      if (key?.depth === depth) key = undefined;
      if (infoDepth === depth && infoDepth > 0) break;
      depth -= 1;
    } else if (token.kind === "bytes") {
      const bytes = token.bytes.slice(toPassOver);
      toPassOver = Math.max(toPassOver - token.bytes.length, 0);
      if (bytes.length > 0) say(decodeRtf(bytes, codePage));
    } else if (token.kind === "control") {
      const { word, value } = token;
      if (word === "ansicpg") codePage = value ?? 1252;
      else if (word === "mac") codePage = 10_000;
      else if (word === "deflang") language = languageOfLcid(value ?? 0);
      else if (word === "info") infoDepth = depth;
      else if (word === "uc") fallbackLength = Math.min(Math.max(value ?? 1, 0), 10);
      else if (word === "u") {
        say(String.fromCharCode((value ?? 63) & 0xffff));
        toPassOver = fallbackLength;
      } else if (infoDepth > 0 && infoKeys.has(word)) key = { name: word, depth };
    }
  }
  const value = (name: string) => (values.get(name) ?? "").replace(/\s+/gu, " ").trim();
  return {
    title: value("title"),
    authors: value("author")
      .split(/;/u)
      .map((author) => author.trim())
      .filter((author) => author !== ""),
    language,
    ...filledFields({ description: value("doccomm"), subjects: listedWords(value("keywords")) }),
  };
}
