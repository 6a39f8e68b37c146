/**
 * What an inline style means, reduced to what a Kindle's reader should still see. Everything else (fonts, sizes,
 * colours, positions, modern layout) is dropped (K37, K38).
 */
export interface SourceStyle {
  readonly hidden?: boolean;
  readonly align?: "left" | "center" | "right";
  readonly italic?: boolean;
  readonly bold?: boolean;
  readonly smallCaps?: boolean;
  readonly raised?: "sup" | "sub";
  readonly breakBefore?: boolean;
  readonly breakAfter?: boolean;
  /** Line ends in the text are line ends on the page. */
  readonly keepsLines?: boolean;
}

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
  "k-break": { breakBefore: true },
} as const satisfies Record<string, SourceStyle>;

/** Reads `style`, `class` (our own names only), and the presentational `align`. */
export function sourceStyle(attributes: {
  style?: string;
  class?: string;
  align?: string;
  hidden?: string;
}): SourceStyle {
  const { style, class: classes, align, hidden } = attributes;
  if (style === undefined && classes === undefined && align === undefined && hidden === undefined) return nothing;
  return {
    ...(hidden !== undefined && hidden !== "until-found" && { hidden: true }),
    ...alignment(align),
    ...(classes?.includes("k-") && fromOwnClasses(classes)),
    ...(style !== undefined && fromDeclarations(style)),
  };
}

const nothing: SourceStyle = {};

function alignment(value: string | undefined): SourceStyle {
  switch (value?.trim().toLowerCase()) {
    case "center":
    case "middle":
    case "-webkit-center":
    case "-moz-center":
      return { align: "center" };
    case "right":
    case "-webkit-right":
    case "end":
      return { align: "right" };
    case "left":
    case "justify":
    case "start":
      return { align: "left" };
    default:
      return nothing;
  }
}

function fromOwnClasses(classes: string): SourceStyle {
  const style: SourceStyle = {};
  for (const name of classes.split(/\s+/)) {
    if (Object.hasOwn(ownClasses, name)) Object.assign(style, ownClasses[name as keyof typeof ownClasses]);
  }
  return style;
}

/** A style longer than this is no author's. */
const styleLengthMax = 4000;

function fromDeclarations(style: string): SourceStyle {
  if (style.length > styleLengthMax) return nothing;
  const found: SourceStyle = {};
  for (const declaration of style
    .toLowerCase()
    .replaceAll(/\/\*.*?\*\//gs, "")
    .split(";")) {
    const colon = declaration.indexOf(":");
    if (colon < 0) continue;
    const property = declaration.slice(0, colon).trim();
    const value = declaration
      .slice(colon + 1)
      .replace("!important", "")
      .trim();
    Object.assign(found, meaningOf(property, value));
  }
  return found;
}

function meaningOf(property: string, value: string): SourceStyle {
  switch (property) {
    case "display":
      return value === "none" ? { hidden: true } : nothing;
    case "visibility":
      return value === "hidden" || value === "collapse" ? { hidden: true } : nothing;
    case "mso-hide":
      return value === "all" ? { hidden: true } : nothing;
    case "text-align":
      return alignment(value);
    case "font-style":
      return { italic: value === "italic" || value.startsWith("oblique") };
    case "font-weight":
      return { bold: value === "bold" || value === "bolder" || Number(value) >= 600 };
    case "font-variant":
    case "font-variant-caps":
      return { smallCaps: value.includes("small-caps") };
    case "vertical-align":
      return value === "super" ? { raised: "sup" } : value === "sub" ? { raised: "sub" } : nothing;
    case "page-break-before":
    case "break-before":
      return forcesBreak(value) ? { breakBefore: true } : nothing;
    case "page-break-after":
    case "break-after":
      return forcesBreak(value) ? { breakAfter: true } : nothing;
    case "white-space":
      return /^(pre|pre-wrap|pre-line|break-spaces)$/.test(value) ? { keepsLines: true } : nothing;
    default:
      return nothing;
  }
}

function forcesBreak(value: string): boolean {
  return /^(always|page|left|right|recto|verso)$/.test(value);
}
