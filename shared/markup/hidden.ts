import type { Context } from "./cleaning.ts";
import { type Attributes, holdsNotes, isNote } from "./source-attributes.ts";
import { sourceStyle } from "./source-style.ts";
import type { SourceStyle } from "./styles/kept-style.ts";

/** Notes are hidden where they stand by many books: what calls them shows them. */
export function isHidden(style: SourceStyle, attributes: Attributes, { hidesMost }: Context): boolean {
  if (attributes["aria-hidden"] === "true" && /\bkatex-html\b/.test(attributes["class"] ?? "")) return true;
  if (style.hidden !== true && style.invisible !== true) return false;
  return !(hidesMost && !isHiddenByItself(attributes)) && !isNote(attributes) && !holdsNotes(attributes);
}

function isHiddenByItself(attributes: Attributes): boolean {
  const { hidden, invisible } = sourceStyle(attributes);
  return hidden === true || invisible === true;
}
