import { alignment, declaredStyle } from "./styles/declared-style.ts";
import type { SourceStyle } from "./styles/kept-style.ts";

/** Our own classes, which survive being read again: the whole list of what the stylesheet knows. */
export const ownClasses = {
  "k-left": { align: "left" },
  "k-center": { align: "center" },
  "k-right": { align: "right" },
  "k-italic": { italic: true },
  "k-upright": { italic: false },
  "k-bold": { bold: true },
  "k-regular": { bold: false },
  "k-small-caps": { smallCaps: true },
  "k-upper": { letterCase: "upper" },
  "k-lower": { letterCase: "lower" },
  "k-vertical": { vertical: true },
  "k-bare": { listStyle: "none" },
  "k-gap": { topEm: 1.5 },
  "k-break": { breakBefore: true },
  "k-in-1": { marginEm: 1.5 },
  "k-in-2": { marginEm: 3 },
  "k-in-3": { marginEm: 4.5 },
  "k-in-4": { marginEm: 6 },
} as const satisfies Record<string, SourceStyle>;

/**
 * What an element looks like: by `hidden` and `align`, then by the stylesheets, by our own classes, and by `style`.
 * @param fromSheets what the page's stylesheets say of it
 */
export function sourceStyle(
  attributes: { style?: string; class?: string; align?: string; hidden?: string },
  fromSheets: SourceStyle = nothing,
): SourceStyle {
  const { style, class: classes, align, hidden } = attributes;
  const isOwn = classes?.includes("k-") === true;
  if (style === undefined && !isOwn && align === undefined && hidden === undefined) return fromSheets;
  const declared = style === undefined ? undefined : declaredStyle(style);
  return {
    ...(hidden !== undefined && hidden !== "until-found" && { hidden: true }),
    ...alignment(align),
    ...fromSheets,
    ...(isOwn && fromOwnClasses(classes)),
    ...declared?.normal,
    ...declared?.important,
  };
}

/** Says nothing. */
export const nothing: SourceStyle = {};

function fromOwnClasses(classes: string): SourceStyle {
  const style: SourceStyle = {};
  for (const name of classes.split(/\s+/)) {
    if (Object.hasOwn(ownClasses, name)) Object.assign(style, ownClasses[name as keyof typeof ownClasses]);
  }
  return style;
}
