import { comicImageLimits } from "../../../shared/images/prepare-image.ts";
import { attributeOf, childOf, childrenOf, plainTextOf } from "../../../shared/xml/xml-element.ts";
import type { Check } from "./check.ts";
import type { FinishedEpub, PageFacts } from "./finished-epub.ts";

export const comicChecks: readonly Check[] = [
  {
    rule: "K47",
    sentence:
      "A comic says so, and each of its pages is one JPEG on a page of its size, no larger than the screen, alone in the middle.",
    repair: "Pages are written with the size of their picture, which is made a JPEG of the screen's size at most.",
    find: (epub) =>
      epub.isComic
        ? [
            ...metadataFindings(epub),
            ...spineFindings(epub),
            ...epub.pages
              .filter(({ item }) => item !== epub.navigation?.item)
              .flatMap((page) => pageFindings(page, epub)),
          ]
        : [],
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
  return childrenOf(spine, "itemref")
    .filter((reference) => attributeOf(reference, "properties") !== "rendition:page-spread-center")
    .map((reference) => `${attributeOf(reference, "idref")} is not alone in the middle`);
}

function pageFindings(
  { item: { href }, pictures, hasWords, viewport }: PageFacts,
  epub: FinishedEpub,
): readonly string[] {
  const [src = ""] = pictures;
  if (pictures.length !== 1 || !epub.pictures.has(src) || hasWords) return [`${href}: not one picture`];
  const header = epub.pictures.get(src);
  const { width = 0, height = 0 } = header ?? {};
  return [
    ...(header?.type === "jpeg" ? [] : [`${href}: no JPEG`]),
    ...(width <= comicImageLimits.widthMax && height <= comicImageLimits.heightMax
      ? []
      : [`${href}: ${width}x${height}`]),
    ...(viewport === `width=${width}, height=${height}` ? [] : [`${href}: viewport`]),
  ];
}
