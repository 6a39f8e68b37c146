import type { DefaultTreeAdapterTypes } from "parse5";
import { plainLine } from "./clean-text.ts";
import { cleanElement } from "./clean-tree.ts";
import type { CleaningNote } from "./cleaning-note.ts";
import type { BlockComposer } from "./compose-blocks.ts";
import type { Inherited } from "./inherited.ts";
import { type Attributes, attributesOf, localName } from "./source-attributes.ts";
import { elementsWithin, textContent } from "./source-nodes.ts";
import type { SourceReference } from "./source-reference.ts";

/** What showing a picture needs to know of the book around it. */
export interface PictureContext {
  readonly chapter: { resolve(reference: string): SourceReference | undefined };
  /** Whether a resource is a picture that an EPUB and a Kindle take, and its name in the source. */
  readonly picture: (id: string) => { readonly name: string } | undefined;
  /** The id of the picture that has been made of a drawing, where one has. */
  readonly drawing?: (element: DefaultTreeAdapterTypes.Element) => string | undefined;
  readonly note: CleaningNote;
  readonly composer: BlockComposer;
}

const altLengthMax = 1000;

/** Shows a picture where the book has it; else its description stands in its place. */
export function showPicture(attributes: Attributes, inherited: Inherited, context: PictureContext): void {
  const { chapter, composer, note, picture } = context;
  const alt = plainLine(attributes["alt"] || attributes["title"] || attributes["aria-label"] || "", altLengthMax);
  let elsewhere = false;
  for (const source of pictureSources(attributes)) {
    const reference = chapter.resolve(source);
    elsewhere ||= reference?.kind === "external";
    const shown = reference?.kind === "resource" ? picture(reference.id) : undefined;
    if (shown === undefined || reference === undefined) continue;
    const element = cleanElement("img", { alt: alt || altFromName(shown.name) }, [], reference);
    composer.atom(element, inherited);
    return;
  }
  note("K28", elsewhere ? "on the web" : "not in the file");
  if (alt !== "") composer.text(`[${alt}]`, inherited);
}

/** Every address that an `img` may mean, the plainest first: pages that load lazily hide the real one. */
export function pictureSources(attributes: Attributes): readonly string[] {
  const set = attributes["srcset"] ?? attributes["data-srcset"];
  return [
    attributes["src"],
    attributes["xlink:href"],
    attributes["href"],
    attributes["data-src"],
    attributes["data-original"],
    attributes["data-lazy-src"],
    ...(set === undefined ? [] : [set.trim().split(/\s+/)[0]]),
  ]
    .filter((source) => source !== undefined)
    .map((source) => source.trim())
    .filter((source) => source !== "");
}

/** K46: a file's name, where it is made of words, says more than nothing. */
export function altFromName(name: string): string {
  const stem = (name.split("/").at(-1) ?? "")
    .replace(/\.[a-z0-9]+$/i, "")
    .replaceAll(/[-_+.\s]+|%20/g, " ")
    .trim();
  const isWords =
    /^\p{L}{3,}( \p{L}{2,})*$/u.test(stem) && !/^(img|image|images|fig|figure|pic|picture|photo|cover)$/i.test(stem);
  return isWords ? plainLine(stem, 100) : "";
}

/**
 * A drawing that only wraps a picture is that picture; of any other its words are kept, for a Kindle garbles inline SVG
 * (K44), unless a picture has been made of it.
 */
export function showDrawing(
  element: DefaultTreeAdapterTypes.Element,
  ids: readonly string[],
  inherited: Inherited,
  context: PictureContext,
): undefined {
  context.composer.anchor(ids);
  const inside = elementsWithin(element);
  const pictures = inside.filter(({ tagName }) => localName(tagName) === "image");
  for (const one of pictures)
    showPicture({ ...attributesOf(one), alt: attributesOf(element)["aria-label"] ?? "" }, inherited, context);
  if (pictures.length > 0) return undefined;
  const named = (name: string) => inside.filter(({ tagName }) => localName(tagName) === name).map(textContent);
  const texts = named("text");
  const words = plainLine((texts.length > 0 ? texts : named("title")).join(" "), altLengthMax);
  const drawn = context.drawing?.(element);
  if (drawn !== undefined) {
    const called = attributesOf(element)["aria-label"] ?? named("title")[0] ?? words;
    const reference = { kind: "resource", id: drawn } as const;
    context.composer.atom(cleanElement("img", { alt: plainLine(called, altLengthMax) }, [], reference), inherited);
    return undefined;
  }
  if (words === "" && inside.length < 4) return undefined;
  context.note("K44");
  if (words !== "") context.composer.text(`[${words}]`, inherited);
  return undefined;
}
