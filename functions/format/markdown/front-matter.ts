import { parseDocument } from "yaml";
import type { Warning } from "../../../events/values.ts";
import type { SourceMetadata } from "../source-book.ts";

/** Longer than this, it is not about the book any more. */
const frontMatterCharactersMax = 65_536;
const aliasesMax = 10;

export interface FrontMatter {
  readonly metadata: Partial<SourceMetadata>;
  /** The text behind it. */
  readonly text: string;
  readonly warnings: readonly Warning[];
}

type Fields = ReadonlyMap<string, unknown>;

/** What stands before a Markdown text about it: YAML between `---`, TOML between `+++`, or pandoc's `%` lines. */
export function takeFrontMatter(text: string): FrontMatter {
  return takeYaml(text) ?? takeToml(text) ?? takePercentLines(text) ?? { metadata: {}, text, warnings: [] };
}

function takeYaml(text: string): FrontMatter | undefined {
  const match = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/u.exec(text.slice(0, frontMatterCharactersMax));
  const yaml = match?.[1];
  // Between two rules there may be anything; fields are only what begins like one.
  if (match === null || yaml === undefined || !/^\s*(?:#.*\n\s*)*["']?[\w -]+["']?\s*:(?:\s|$)/u.test(yaml))
    return undefined;
  const rest = text.slice(match[0].length);
  const fields = parseYaml(yaml);
  if (fields !== undefined) return { metadata: metadataOf(fields), text: rest, warnings: [] };
  return {
    metadata: metadataOf(lineFields(yaml, ":")),
    text: rest,
    warnings: [
      {
        rule: "markdown/front-matter",
        found: "The front matter is not valid YAML.",
        done: "Read only its plain lines.",
      },
    ],
  };
}

/** Failsafe: strings, lists and maps only, so that no tag makes anything else and a title of digits stays a title. */
function parseYaml(yaml: string): Fields | undefined {
  try {
    const document = parseDocument(yaml, {
      schema: "failsafe",
      customTags: null,
      logLevel: "silent",
      uniqueKeys: false,
    });
    if (document.errors.length > 0) return undefined;
    const value: unknown = document.toJS({ mapAsMap: true, maxAliasCount: aliasesMax });
    return value instanceof Map ? lowerKeys(value) : undefined;
  } catch {
    // Too many aliases, or nested beyond the stack.
    return undefined;
  }
}

function lowerKeys(map: ReadonlyMap<unknown, unknown>): Fields {
  const fields = new Map<string, unknown>();
  for (const [key, value] of map) if (typeof key === "string") fields.set(key.toLowerCase(), value);
  return fields;
}

function takeToml(text: string): FrontMatter | undefined {
  const match = /^\+\+\+[ \t]*\n([\s\S]*?)\n\+\+\+[ \t]*(?:\n|$)/u.exec(text.slice(0, frontMatterCharactersMax));
  if (match === null) return undefined;
  return { metadata: metadataOf(lineFields(match[1] ?? "", "=")), text: text.slice(match[0].length), warnings: [] };
}

function takePercentLines(text: string): FrontMatter | undefined {
  const match = /^% ?(.+)\n(?:% ?(.*)\n)?(?:% ?(.*)\n)?/u.exec(text);
  if (match === null) return undefined;
  const [whole, title = "", authors = "", date = ""] = match;
  const people = authors.split(/\s*;\s*/u).filter((name) => name !== "");
  return {
    metadata: {
      title: title.trim(),
      ...(people.length > 0 && { authors: people }),
      ...(date.trim() !== "" && { published: date.trim() }),
    },
    text: text.slice(whole.length),
    warnings: [],
  };
}

/** `key: value` lines alone; a quoted string or a one-line list of them is understood. */
function lineFields(text: string, separator: ":" | "="): Fields {
  const fields = new Map<string, unknown>();
  for (const line of text.split("\n")) {
    const at = line.indexOf(separator);
    const key = line.slice(0, Math.max(0, at)).trim().toLowerCase();
    if (!/^[a-z][\w-]*$/u.test(key)) continue;
    const value = line.slice(at + 1).trim();
    const list = /^\[(.*)\]$/u.exec(value)?.[1];
    fields.set(key, list === undefined ? unquoted(value) : list.split(",").map((part) => unquoted(part.trim())));
  }
  return fields;
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/u.exec(text)?.[2] ?? text;
}

function metadataOf(fields: Fields): Partial<SourceMetadata> {
  const authors = ["author", "authors", "creator", "by"]
    .map((key) => names(fields.get(key)))
    .find((list) => list.length > 0);
  const text = (...keys: readonly string[]) => keys.map((key) => line(fields.get(key))).find((value) => value !== "");
  const title = text("title");
  const subtitle = text("subtitle");
  const language = text("language", "lang", "locale");
  const published = text("date", "published", "pubdate");
  const description = text("description", "summary", "abstract");
  const publisher = text("publisher");
  const subjects = ["tags", "keywords", "subject", "categories"].flatMap((key) => words(fields.get(key)));
  const direction = text("dir");
  return {
    ...(title !== undefined && { title: subtitle === undefined ? title : `${title}: ${subtitle}` }),
    ...(authors && { authors }),
    ...(language !== undefined && { language }),
    ...(published !== undefined && { published }),
    ...(description !== undefined && { description }),
    ...(publisher !== undefined && { publisher }),
    ...(subjects.length > 0 && { subjects: [...new Set(subjects)] }),
    ...((direction === "rtl" || direction === "ltr") && { direction }),
  };
}

/** A field of one line; pandoc's titles may be `[{type: main, text: …}]`. */
function line(value: unknown): string {
  if (typeof value === "string") return value.replace(/\s+/gu, " ").trim();
  if (Array.isArray(value)) return line(value[0]);
  return value instanceof Map ? line(value.get("text") ?? value.get("name")) : "";
}

/** Who: a name, a list of names, or of maps with a name. */
function names(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list
    .map((entry) => (entry instanceof Map ? line(entry.get("name") ?? entry.get("text")) : line(entry)))
    .filter((name) => name !== "");
}

function words(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : typeof value === "string" ? value.split(",") : [];
  return list.map(line).filter((word) => word !== "");
}
