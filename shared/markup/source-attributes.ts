import type { DefaultTreeAdapterTypes } from "parse5";
import { plainLine } from "./clean-text.ts";
import { languagePattern } from "./element-rules.ts";

/** An element's attributes by their lower-case name, with a prefix where they have one. */
export type Attributes = Partial<Record<string, string>>;

export function attributesOf(element: DefaultTreeAdapterTypes.Element): Attributes {
  const attributes: Attributes = {};
  for (const { name, value, prefix } of element.attrs) {
    attributes[prefix ? `${prefix}:${name}` : name.toLowerCase()] = value;
  }
  return attributes;
}

export function localName(tagName: string): string {
  const colon = tagName.indexOf(":");
  return (colon < 0 ? tagName : tagName.slice(colon + 1)).toLowerCase();
}

const none: readonly string[] = [];

export function idsOf(attributes: Attributes, name: string): readonly string[] {
  const ids = [attributes["id"], attributes["xml:id"], name === "a" ? attributes["name"] : undefined];
  if (ids.every((id) => id === undefined)) return none;
  return [...new Set(ids.filter((id) => id !== undefined && id !== ""))] as readonly string[];
}

export function languageOf(attributes: Attributes): Record<string, string> {
  const tag = (attributes["lang"] || attributes["xml:lang"] || "").trim().replaceAll("_", "-");
  return languagePattern.test(tag) ? { lang: tag, "xml:lang": tag } : {};
}

export function directionOf(attributes: Attributes): string {
  const direction = attributes["dir"]?.trim().toLowerCase() ?? "";
  return direction === "ltr" || direction === "rtl" ? direction : "";
}

const titleLengthMax = 1000;

export function titleOf(attributes: Attributes): Record<string, string> {
  const title = plainLine(attributes["title"] ?? "", titleLengthMax);
  return title === "" ? {} : { title };
}

export function isNote(attributes: Attributes): boolean {
  return (
    typesOf(attributes).some((type) => /^(doc-)?(footnote|endnote|rearnote)$/.test(type)) ||
    /\bfootnote-item\b/.test(attributes["class"] ?? "")
  );
}

/** Whether it is the place where notes stand. */
export function holdsNotes(attributes: Attributes): boolean {
  return typesOf(attributes).some((type) => /^(doc-)?(footnotes|endnotes|rearnotes)$/.test(type));
}

function typesOf(attributes: Attributes): readonly string[] {
  return `${attributes["epub:type"] ?? ""} ${attributes["role"] ?? ""}`.split(/\s+/);
}

export function listAttributes(attributes: Attributes): Record<string, string> {
  const kept: Record<string, string> = {};
  const start = integer(attributes["start"]);
  if (start !== undefined && start !== "1") kept["start"] = start;
  if (attributes["reversed"] !== undefined) kept["reversed"] = "reversed";
  if (/^[1aAiI]$/.test(attributes["type"] ?? "") && attributes["type"] !== "1") kept["type"] = attributes["type"] ?? "";
  return kept;
}

export function cellAttributes(name: string, attributes: Attributes): Record<string, string> {
  const kept: Record<string, string> = {};
  if (name !== "td" && name !== "th") return kept;
  for (const span of ["colspan", "rowspan"]) {
    const value = integer(attributes[span]);
    if (value !== undefined && Number(value) > 1) kept[span] = value;
  }
  const scope = attributes["scope"]?.toLowerCase();
  if (name === "th" && scope !== undefined && /^(row|col|rowgroup|colgroup)$/.test(scope)) kept["scope"] = scope;
  return kept;
}

export function integer(value: string | undefined): string | undefined {
  const number = value?.trim();
  return number !== undefined && /^-?\d{1,6}$/.test(number) ? String(Number(number)) : undefined;
}
