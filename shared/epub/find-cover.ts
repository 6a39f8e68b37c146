import type { Archive } from "../archive/archive.ts";
import { type ContainerFiles, resolveReference } from "./container-files.ts";
import type { EpubCover, EpubItem, EpubLandmark } from "./epub-package.ts";

/** A page that only shows a picture is far smaller. */
const coverPageBytesMax = 256 * 1024;

interface CoverClues {
  readonly items: readonly EpubItem[];
  /** `meta name="cover"`: the id of an item, or its href. */
  readonly metaCover: string | undefined;
  readonly landmarks: readonly EpubLandmark[];
  readonly packageName: string;
}

/**
 * The cover by each convention there is, the most certain one first (KINDLE-RULES K13): `properties="cover-image"`,
 * `meta name="cover"`, the picture on the page that guide or landmarks call the cover, a picture that is called so.
 */
export async function findCover(
  archive: Archive,
  files: ContainerFiles,
  clues: CoverClues,
): Promise<EpubCover | undefined> {
  const { items, metaCover, landmarks, packageName } = clues;
  const images = new Map(items.filter(isImage).map((item) => [item.name, item]));
  const declared = landmarks.find(({ type }) => type === "cover")?.target.name;
  const meta = metaCover === undefined ? undefined : metaTarget(files, items, packageName, metaCover);
  const pageName = [declared, meta].find((name) => name !== undefined && !images.has(name));
  const certain = [items.find(({ properties }) => properties.has("cover-image"))?.name, meta, declared];
  const imageName =
    certain.find((name) => name !== undefined && images.has(name)) ??
    (pageName === undefined ? undefined : await pictureOn(archive, files, pageName)) ??
    namedLikeOne([...images.values()]);
  if (imageName === undefined) return undefined;
  return pageName === undefined ? { imageName } : { imageName, pageName };
}

function isImage({ mediaType, name }: EpubItem): boolean {
  return mediaType.startsWith("image/") || /\.(?:jpe?g|png|gif|webp|svg|bmp|tiff?)$/iu.test(name);
}

function metaTarget(
  files: ContainerFiles,
  items: readonly EpubItem[],
  packageName: string,
  metaCover: string,
): string | undefined {
  const byId = items.find(({ id }) => id === metaCover)?.name;
  if (byId !== undefined) return byId;
  const target = resolveReference(files, packageName, metaCover);
  return target?.kind === "file" ? target.name : undefined;
}

/** The first picture of a page. Looked for in its text, since covers are SVG, HTML, or neither properly. */
async function pictureOn(archive: Archive, files: ContainerFiles, pageName: string): Promise<string | undefined> {
  const entry = archive.entries.get(pageName);
  if (entry === undefined || entry.bytes > coverPageBytesMax) return undefined;
  const page = Buffer.from(await archive.read(pageName)).toString("utf8");
  for (const [, quoted = "", other = ""] of page.matchAll(
    /<(?:\w+:)?(?:img|image)\b[^<>]*?\s(?:src|(?:\w+:)?href)\s*=\s*(?:"([^"]*)"|'([^']*)')/giu,
  )) {
    const target = resolveReference(files, pageName, (quoted || other).replaceAll("&amp;", "&"));
    if (target?.kind === "file") return target.name;
  }
  return undefined;
}

function namedLikeOne(images: readonly EpubItem[]): string | undefined {
  const like = (pattern: RegExp) =>
    images.find(({ id, name }) => pattern.test(id) || pattern.test(name.split("/").at(-1) ?? ""));
  // "backcover" and "cover-thumb" are not what the front looks like.
  const candidate =
    like(/^cover(?:[-_ .]?(?:image|img|page|front))?(?:\.\w+)?$/iu) ?? like(/^(?!.*(?:back|thumb|small)).*cover/iu);
  return candidate?.name;
}
