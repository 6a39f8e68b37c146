import { posix } from "node:path";
import type { Archive } from "../../../shared/archive/archive.ts";
import {
  indexStyles,
  type PageStyles,
  pageStyles,
  type StyleIndex,
} from "../../../shared/markup/styles/page-styles.ts";
import { importsOf, parseStylesheet, type StyleRule } from "../../../shared/markup/styles/parse-stylesheet.ts";
import { decodeText } from "../../../shared/text/decode-text.ts";
import { stylesheet } from "../write/stylesheet.ts";
import type { PageStylesheet } from "./page-stylesheets.ts";

/** A larger stylesheet than this, in bytes, is not read. */
const stylesheetBytesMax = 2 * 1024 * 1024;
/** How far stylesheets are followed that bring in others, and how many files of a source are read for all of its pages. */
const importDepthMax = 4;
const filesMax = 500;
const importedRulesMax = 10_000;
/** Sets of stylesheets that are kept ready: most books have one for all of their pages. */
const indexesMax = 20;

/** The stylesheets of a source that has several pages: each is read and taken apart once. */
export interface SourceStyles {
  /** What the stylesheets of a page say of its elements; `undefined` where they say nothing that is kept. */
  readonly of: (
    sheets: readonly PageStylesheet[],
    nameOf: (href: string) => string | undefined,
  ) => Promise<PageStyles | undefined>;
}

/**
 * @param read a file of the source by its name; `undefined` for what is not there, or too large. Nothing else is asked
 * for: a stylesheet elsewhere is not there
 */
function sourceStyles(read: (name: string) => Promise<Uint8Array | undefined>): SourceStyles {
  const files = new Map<string, readonly StyleRule[]>();
  const indexes = new Map<string, StyleIndex>();

  const rulesOf = async (name: string, depth = 0): Promise<readonly StyleRule[]> => {
    const before = files.get(name);
    if (before !== undefined) return before;
    if (files.size >= filesMax) return [];
    // One that brings itself in, by whatever way round, finds nothing there yet.
    files.set(name, []);
    const bytes = await read(name);
    const text = bytes === undefined ? "" : decodeText(bytes).text;
    const nameOf = (href: string) => nameBeside(name, href);
    const rules = [...(await imported(text, nameOf, depth)), ...rulesIn(text)];
    files.set(name, rules);
    return rules;
  };

  /** The rules that a stylesheet brings in from others of the same source. */
  const imported = async (
    text: string,
    nameOf: (href: string) => string | undefined,
    depth: number,
  ): Promise<readonly StyleRule[]> => {
    if (depth >= importDepthMax || !text.includes("@import")) return [];
    const rules: StyleRule[] = [];
    for (const href of importsOf(text)) {
      const name = nameOf(href);
      if (name === undefined) continue;
      for (const rule of await rulesOf(name, depth + 1)) if (rules.length < importedRulesMax) rules.push(rule);
    }
    return rules;
  };

  return {
    async of(sheets, nameOf) {
      const named = sheets.map((sheet) => ("text" in sheet ? sheet : { name: nameOf(sheet.href) }));
      const key = JSON.stringify(named);
      let index = indexes.get(key);
      if (index === undefined) {
        const rules: StyleRule[] = [];
        for (const sheet of named) {
          if ("text" in sheet) rules.push(...(await imported(sheet.text, nameOf, 0)), ...rulesIn(sheet.text));
          else if (sheet.name !== undefined) rules.push(...(await rulesOf(sheet.name)));
        }
        index = indexStyles(rules);
        if (indexes.size < indexesMax) indexes.set(key, index);
      }
      return pageStyles(index);
    },
  };
}

/** What an address in a stylesheet means: a file of the source beside it; `undefined` for anything elsewhere. */
function nameBeside(name: string, href: string): string | undefined {
  if (/^(?:[a-z][a-z\d+.-]*:|\/\/|\/)/i.test(href)) return undefined;
  const path = href.replace(/[?#].*$/s, "");
  const joined = posix.join(posix.dirname(name), decoded(path));
  return joined.startsWith("..") ? undefined : joined;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Our own says nothing that the classes of our pages do not say by themselves. */
function rulesIn(text: string): readonly StyleRule[] {
  return text.includes(ownSign) ? [] : parseStylesheet(text);
}
const ownSign = stylesheet.slice(stylesheet.indexOf(".k-upright"), stylesheet.indexOf(".k-bold"));

/** Those of an archive. */
export function stylesIn(archive: Archive): SourceStyles {
  return sourceStyles(async (name) =>
    (archive.entries.get(name)?.bytes ?? Number.POSITIVE_INFINITY) > stylesheetBytesMax
      ? undefined
      : await archive.read(name),
  );
}

/** The styles of a page that lies by itself: what it says within it. */
export async function stylesWithin(sheets: readonly PageStylesheet[]): Promise<PageStyles | undefined> {
  return await sourceStyles(() => Promise.resolve(undefined)).of(sheets, () => undefined);
}
