import { type ImageHeader, readImageHeader } from "../images/image-header.ts";
import type { Check } from "./check.ts";
import type { FinishedEpub, ManifestItem } from "./finished-epub.ts";

/** Runs a check over every picture, one in memory at a time. */
function onPictures(breaks: (item: ManifestItem, header: ImageHeader | undefined) => boolean) {
  return async (epub: FinishedEpub) => {
    const found: string[] = [];
    for (const item of epub.items) {
      if (item.mediaType.startsWith("image/") && breaks(item, readImageHeader(await epub.bytesOf(item))))
        found.push(item.href);
    }
    return found;
  };
}

const extensions: Readonly<Record<string, string>> = { "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif" };

export const pictureChecks: readonly Check[] = [
  {
    rule: "K41",
    sentence: "Pictures are JPEG, PNG or GIF.",
    find: onPictures((_, header) => header === undefined || !["jpeg", "png", "gif"].includes(header.type)),
  },
  {
    rule: "K43",
    sentence: "Pictures are what the manifest and their names say they are.",
    find: onPictures(
      ({ mediaType, href }, header) =>
        mediaType !== `image/${header?.type}` || !href.endsWith(`.${extensions[mediaType]}`),
    ),
  },
];
