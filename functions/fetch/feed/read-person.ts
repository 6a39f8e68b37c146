import type { RecoveredElement } from "../../../shared/xml/open-elements.ts";
import { oneLine, textOfHtml } from "./html-text.ts";
import { rawText } from "./read-text.ts";

const authorsMax = 20;
const authorLengthMax = 500;

/** The name that an element of a person tells: of its `name`, else out of its text. */
export function personIn(element: RecoveredElement): string {
  const parts = element.children.filter((child) => typeof child !== "string");
  if (parts.length === 0) return personName(rawText(element));
  const part = (name: string) => {
    const found = parts.find((child) => child.name.toLowerCase() === name);
    return found === undefined ? "" : personName(rawText(found));
  };
  return part("name") || part("title") || part("email");
}

/** A name out of how feeds write people: `me@example.com (My Name)`, `My Name <me@example.com>`, `My Name (me@example.com)`. */
export function personName(written: string): string {
  const text = oneLine(written.slice(0, authorLengthMax));
  const [, before = "", inside = ""] = /^([^()<>]*)[(<]([^()<>]*)[)>]$/u.exec(text) ?? [];
  const name =
    isEmail(before) && inside.trim() !== "" ? inside : isEmail(inside) && before.trim() !== "" ? before : text;
  return textOfHtml(name).replace(/^["']+(.*?)["']+$/u, "$1");
}

function isEmail(text: string): boolean {
  return /^(?:mailto:)?[^\s@]+@[^\s@]+$/u.test(text.trim());
}

/** Several people as one line, each once. */
export function peopleLine(names: readonly string[]): string | undefined {
  const line = [...new Set(names.filter((name) => name !== ""))].slice(0, authorsMax).join(", ");
  return line === "" ? undefined : line;
}
