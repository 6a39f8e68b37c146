import type { Context, Visit, Within } from "./cleaning.ts";
import type { BlockComposer } from "./compose-blocks.ts";
import { finishRuby } from "./finish-elements.ts";
import { type Inherited, indentOf } from "./inherited.ts";
import { type Attributes, directionOf, languageOf, titleOf } from "./source-attributes.ts";
import type { SourceStyle } from "./styles/kept-style.ts";

/** More inline elements around one text than this mean nothing. */
const inlineDepthMax = 14;

export function enterInline(
  name: string,
  attributes: Attributes,
  ids: readonly string[],
  within: Within,
  context: Context,
): Visit {
  const { style } = within;
  const { composer } = context;
  const kept: Record<string, string> = { ...languageOf(attributes) };
  if (name === "abbr" || name === "dfn") Object.assign(kept, titleOf(attributes));
  const direction = directionOf(attributes);
  if (direction !== "") kept["dir"] = direction;
  let written = name;
  if (style.bold === false && (name === "b" || name === "strong")) written = "span";
  if (style.italic === false && (name === "i" || name === "em" || name === "cite")) written = "span";
  if (written === "span") written = elementFor(style);
  const isItalic = () => within.inherited.italic || ["i", "em", "cite"].some(composer.isInside);
  const isBold = () => within.inherited.bold || ["b", "strong"].some(composer.isInside);
  const classes = [
    style.italic && !italicElements.has(written) ? "k-italic" : "",
    style.italic === false && isItalic() ? "k-upright" : "",
    style.bold && written !== "b" && written !== "strong" ? "k-bold" : "",
    style.bold === false && isBold() ? "k-regular" : "",
    style.smallCaps ? "k-small-caps" : "",
    style.letterCase === undefined || style.letterCase === "none" ? "" : `k-${style.letterCase}`,
  ].filter((one) => one !== "");
  if (classes.length > 0) kept["class"] = classes.join(" ");
  const means = written !== "span" || Object.keys(kept).length > 0;
  const repeats = Object.keys(kept).length === 0 && !nests.has(written) && composer.isInside(written);
  const visit = { nodes: within.nodes, next: 0, inherited: within.inherited };
  if (!means || repeats || context.inlineDepth >= inlineDepthMax) {
    composer.anchor(ids);
    return { ...visit, leave: [] };
  }
  context.inlineDepth += 1;
  const close = composer.openInline({ name: written, attributes: kept, ids });
  return { ...visit, leave: [close, () => (context.inlineDepth -= 1)] };
}

/** Spaces that move a line in by one em, and the most that anybody means. */
const spacesPerEm = 2;
const spacesMax = 24;

/** A line of verse, as many books write it: an inline element that is shown as a block. */
export function onOwnLine(
  visit: (inherited: Inherited) => Visit,
  inherited: Inherited,
  style: SourceStyle,
  composer: BlockComposer,
): Visit {
  composer.endLine();
  const em = indentOf({ ...style, firstLineEm: 0 }) + (style.firstLineEm ?? 0);
  const spaces = Math.min(spacesMax, Math.round(em * spacesPerEm));
  if (spaces > 0) composer.text("\u00a0".repeat(spaces), inherited);
  const inside = visit(inherited);
  return { ...inside, leave: [() => composer.endLine(), ...inside.leave] };
}

const italicElements = new Set(["i", "em", "cite", "var", "dfn"]);

/** What says of text that has no element of its own what its style says. */
function elementFor({ italic, bold, raised, struck, underlined, fixedWidth }: SourceStyle): string {
  if (italic) return "i";
  if (bold) return "b";
  return raised ?? (struck ? "s" : underlined ? "u" : fixedWidth ? "code" : "span");
}

const nests = new Set(["sub", "sup", "small", "q"]);

export function enterLink(attributes: Attributes, ids: readonly string[], within: Within, context: Context): Visit {
  const { composer, chapter, note } = context;
  const href = attributes["href"] ?? attributes["xlink:href"];
  const reference = href === undefined || composer.isInside("a") ? undefined : chapter.resolve(href.trim());
  if (reference === undefined || reference.kind === "resource") {
    if (href !== undefined && href !== "" && !composer.isInside("a") && !/^\s*(javascript|data|about):/i.test(href))
      note("links");
    return enterInline("span", attributes, ids, within, context);
  }
  // What calls a note is seen when all links are known: a link that leads to one.
  const close = composer.openInline({ name: "a", attributes: languageOf(attributes), reference, ids });
  return { nodes: within.nodes, next: 0, inherited: within.inherited, leave: [close] };
}

export function enterRuby(
  name: "ruby" | "rt",
  attributes: Attributes,
  ids: readonly string[],
  within: Within,
  context: Context,
): Visit {
  const { composer } = context;
  const visit = { nodes: within.nodes, next: 0, inherited: within.inherited };
  if (name === "ruby" ? composer.isInside("ruby") : composer.isInside("rt")) return { ...visit, leave: [] };
  if (name === "rt" && composer.innermostInline() !== "ruby") {
    composer.text(" (", within.inherited);
    return { ...visit, leave: [() => composer.text(") ", within.inherited)] };
  }
  const close = composer.openInline({
    name,
    attributes: languageOf(attributes),
    ids,
    ...(name === "ruby" && { finish: finishRuby }),
  });
  return { ...visit, leave: [close] };
}
