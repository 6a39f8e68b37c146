import type { ImageHeader } from "../../../shared/images/image-header.ts";
import { comicImageLimits } from "../../../shared/images/prepare-image.ts";
import { coverLimits, coverSizeMin } from "../cover/make-cover.ts";
import type { Check } from "./check.ts";
import type { FinishedEpub } from "./finished-epub.ts";

/** Runs a check over every picture. */
function onPictures(breaks: (header: ImageHeader | undefined, href: string, epub: FinishedEpub) => boolean) {
  return (epub: FinishedEpub) =>
    [...epub.pictures].filter(([href, header]) => breaks(header, href, epub)).map(([href]) => href);
}

function coverOf({ items }: FinishedEpub): string | undefined {
  return items.find(({ properties }) => properties.includes("cover-image"))?.href;
}

const extensions: Readonly<Record<string, string>> = { "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif" };

export const pictureChecks: readonly Check[] = [
  {
    rule: "K14",
    sentence: `The cover is a JPEG in RGB, at least ${coverSizeMin.width} pixels wide or ${coverSizeMin.height} high.`,
    repair: "A smaller one is enlarged in its proportions; in the place of a tiny one a cover is drawn.",
    find: (epub) => {
      const href = coverOf(epub) ?? "";
      const header = epub.pictures.get(href);
      const { type, cmyk, width = 0, height = 0 } = header ?? {};
      const isLarge = width >= coverSizeMin.width || height >= coverSizeMin.height;
      return type === "jpeg" && cmyk !== true && isLarge ? [] : [`${href}: ${type} ${width}x${height}`];
    },
  },
  {
    rule: "K41",
    sentence: "Pictures are JPEG, PNG or GIF, and do not move.",
    repair: "Others are converted; of those that move, the first image is kept.",
    find: onPictures(
      (header) => header === undefined || header.animated || !["jpeg", "png", "gif"].includes(header.type),
    ),
  },
  {
    rule: "K42",
    sentence: "Pictures are opaque, and in the colours of a screen.",
    repair: "They are flattened on white and converted.",
    find: onPictures((header) => header?.alpha === true || header?.cmyk === true),
  },
  {
    rule: "K43",
    sentence: "Pictures are what the manifest and their names say they are.",
    repair: "Type and name are made of what the bytes are.",
    find: onPictures((header, href, { items }) => {
      const { mediaType = "" } = items.find((item) => item.href === href) ?? {};
      return mediaType !== `image/${header?.type}` || !href.endsWith(`.${extensions[mediaType]}`);
    }),
  },
  {
    rule: "K44",
    sentence: "There are no drawings in SVG, neither as files nor in pages.",
    repair: "A picture is made of each, or the words in it are kept.",
    find: ({ items }) => items.filter(({ mediaType }) => mediaType.includes("svg")).map(({ href }) => href),
    onPage: ({ elements }) => elements.filter(({ name }) => name === "svg").map(({ name }) => `<${name}>`),
  },
  {
    rule: "K45",
    sentence: "Pictures are no larger than the sharpest screen.",
    repair: "Larger ones are scaled to it.",
    find: onPictures((header, href, epub) => {
      const { widthMax, heightMax } = href === coverOf(epub) ? coverLimits : comicImageLimits;
      return (header?.width ?? 0) > widthMax || (header?.height ?? 0) > heightMax;
    }),
  },
];
