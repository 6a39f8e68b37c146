import { type Attributes, directionOf, languageOf } from "./source-attributes.ts";
import type { SourceStyle } from "./styles/kept-style.ts";

/** What blocks inherit from what they lie in, and carry themselves once what they lay in is gone. */
export interface Inherited {
  readonly align: "left" | "center" | "right";
  readonly italic: boolean;
  readonly bold: boolean;
  readonly smallCaps: boolean;
  readonly letterCase: "upper" | "lower" | "none";
  readonly lang: string;
  readonly dir: string;
  /** What a run of loose text becomes where nothing else says so. */
  readonly loose: "p" | "div";
  readonly keepsLines: boolean;
  /** How far its lines are moved in, in em. */
  readonly indentEm: number;
}

/** Where a chapter begins. */
export const startInherited: Inherited = {
  align: "left",
  italic: false,
  bold: false,
  smallCaps: false,
  letterCase: "none",
  lang: "",
  dir: "",
  loose: "p",
  keepsLines: false,
  indentEm: 0,
};

/** In em: how far one step of indentation moves, and how many of them there are. */
const indentStepEm = 1.5;
const indentLevelsMax = 4;

/** How many steps a block is moved in beyond what it lies in. */
function indentLevel(inherited: Inherited, applied: Inherited): number {
  const level = Math.round((inherited.indentEm - applied.indentEm) / indentStepEm);
  return Math.min(Math.max(level, 0), indentLevelsMax);
}

/** Classes, language and direction that a block needs to say because what it lies in says something else. */
export function inheritedAttributes(
  inherited: Inherited,
  applied: Inherited,
  own: Record<string, string> = {},
): Record<string, string> {
  const classes = own["class"] ? [own["class"]] : [];
  if (inherited.align !== applied.align) classes.push(`k-${inherited.align}`);
  if (inherited.italic !== applied.italic) classes.push(inherited.italic ? "k-italic" : "k-upright");
  if (inherited.bold !== applied.bold) classes.push(inherited.bold ? "k-bold" : "k-regular");
  if (inherited.smallCaps && !applied.smallCaps) classes.push("k-small-caps");
  if (inherited.letterCase !== applied.letterCase && inherited.letterCase !== "none")
    classes.push(`k-${inherited.letterCase}`);
  const level = indentLevel(inherited, applied);
  if (level > 0) classes.push(`k-in-${level}`);
  const attributes: Record<string, string> = {};
  if (classes.length > 0) attributes["class"] = classes.join(" ");
  if (inherited.lang !== applied.lang && inherited.lang !== "") {
    attributes["lang"] = inherited.lang;
    attributes["xml:lang"] = inherited.lang;
  }
  if (inherited.dir !== applied.dir && inherited.dir !== "") attributes["dir"] = inherited.dir;
  return attributes;
}

export function differs(one: Inherited, other: Inherited): boolean {
  return (
    one.align !== other.align ||
    one.italic !== other.italic ||
    one.bold !== other.bold ||
    (one.smallCaps && !other.smallCaps) ||
    (one.letterCase !== other.letterCase && one.letterCase !== "none") ||
    indentLevel(one, other) > 0 ||
    one.lang !== other.lang ||
    one.dir !== other.dir
  );
}

/** What lies in an element of the source speaks its language and runs in its direction. */
export function inherit(outer: Inherited, attributes: Attributes): Inherited {
  const lang = languageOf(attributes)["lang"];
  const dir = directionOf(attributes);
  if (lang === undefined && dir === "") return outer;
  return { ...outer, ...(lang !== undefined && { lang }), ...(dir !== "" && { dir }) };
}

/** What lies in a block looks as the block says. */
export function inheritBlock(outer: Inherited, style: SourceStyle, name: string): Inherited {
  const loose =
    name === "div" || name === "center"
      ? "div"
      : name === "section" || name === "body" || name === "article"
        ? "p"
        : outer.loose;
  const align = style.align ?? (name === "center" ? "center" : undefined);
  const { italic, bold, smallCaps, letterCase, keepsLines } = style;
  const indentEm = indentable.has(name) ? indentOf(style) : 0;
  if (
    loose === outer.loose &&
    align === undefined &&
    indentEm === 0 &&
    [italic, bold, smallCaps, letterCase, keepsLines].every((one) => one === undefined)
  )
    return outer;
  return {
    ...outer,
    loose,
    indentEm: outer.indentEm + indentEm,
    ...(align && { align }),
    ...(italic !== undefined && { italic }),
    ...(bold !== undefined && { bold }),
    ...(smallCaps !== undefined && { smallCaps }),
    ...(letterCase !== undefined && { letterCase }),
    ...(keepsLines !== undefined && { keepsLines }),
  };
}

/** Elements whose margins say something of their text: lists and quotations have their own. */
export const indentable = new Set(["p", "div", "section", "article", "main", "address", "center"]);

/** How far a style moves all lines in, in em. What it says of the first one alone is how paragraphs are set. */
export function indentOf({ marginEm = 0, paddingEm = 0, firstLineEm = 0 }: SourceStyle): number {
  return Math.max(0, marginEm + paddingEm + Math.min(0, firstLineEm));
}
