import { attributeOf, childOf, childrenOf, descendantsOf, plainTextOf } from "../../../shared/xml/xml-element.ts";
import { readImageHeader } from "../images/image-header.ts";
import { comicImageLimits } from "../images/prepare-image.ts";
import type { Check } from "./check.ts";
import { type EpubPage, type FinishedEpub, wordsOf } from "./finished-epub.ts";

export const comicChecks: readonly Check[] = [
  {
    rule: "K47",
    sentence:
      "A comic says so, and each of its pages is one JPEG on a page of its size, no larger than the screen, alone in the middle.",
    find: async (epub) => {
      if (!epub.isComic) return [];
      const found = [...metadataFindings(epub), ...spineFindings(epub)];
      for (const page of epub.pages.filter((one) => one !== epub.navigation))
        found.push(...(await pageFindings(page, epub)));
      return found;
    },
  },
];

function metadataFindings({ metadata }: FinishedEpub): readonly string[] {
  const named = new Map(
    childrenOf(metadata, "meta").map((meta) => [
      attributeOf(meta, "name") ?? attributeOf(meta, "property") ?? "",
      attributeOf(meta, "content") ?? plainTextOf(meta),
    ]),
  );
  const expected: readonly (readonly [string, RegExp])[] = [
    ["rendition:layout", /^pre-paginated$/],
    ["fixed-layout", /^true$/],
    ["original-resolution", /^[1-9]\d*x[1-9]\d*$/],
    ["book-type", /^comic$/],
    ["primary-writing-mode", /^horizontal-(lr|rl)$/],
  ];
  return expected.filter(([name, pattern]) => !pattern.test(named.get(name) ?? "")).map(([name]) => name);
}

function spineFindings(epub: FinishedEpub): readonly string[] {
  const spine = childOf(epub.package, "spine");
  return (spine === undefined ? [] : childrenOf(spine, "itemref"))
    .filter((reference) => attributeOf(reference, "properties") !== "rendition:page-spread-center")
    .map((reference) => `${attributeOf(reference, "idref")} is not alone in the middle`);
}

async function pageFindings(page: EpubPage, epub: FinishedEpub): Promise<readonly string[]> {
  const { href } = page.item;
  const pictures = [...descendantsOf(page.body, "img")];
  const item = epub.items.find((one) => one.href === attributeOf(pictures[0], "src"));
  if (pictures.length !== 1 || item === undefined || wordsOf(page.body).trim() !== "")
    return [`${href}: not one picture`];
  const header = readImageHeader(await epub.bytesOf(item));
  const { width = 0, height = 0 } = header ?? {};
  const viewport = [...descendantsOf(page.root, "meta")].find((meta) => attributeOf(meta, "name") === "viewport");
  return [
    ...(header?.type === "jpeg" ? [] : [`${href}: no JPEG`]),
    ...(width <= comicImageLimits.widthMax && height <= comicImageLimits.heightMax
      ? []
      : [`${href}: ${width}x${height}`]),
    ...(attributeOf(viewport, "content") === `width=${width}, height=${height}` ? [] : [`${href}: viewport`]),
  ];
}
