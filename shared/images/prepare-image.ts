import type { Sharp, SharpOptions } from "sharp";
import { decodeBmp } from "./decode-bmp.ts";
import { type ImageHeader, readImageHeader } from "./image-header.ts";
import { loadSharp } from "./load-sharp.ts";
import { stripJpeg, stripPng } from "./strip-metadata.ts";

/** What the device shows, and how much of the picture to keep. */
export interface ImageLimits {
  readonly widthMax: number;
  readonly heightMax: number;
  /** JPEG quality, 1 to 100, of what has to be encoded anew. */
  readonly quality: number;
  /** Encode even what could stay as it is: to save bytes. */
  readonly recompress?: boolean;
  /** A JPEG whatever it shows: for covers and the pages of comics. */
  readonly as?: "jpeg";
  /** Make a smaller one as large as fits, in its proportions. */
  readonly enlarge?: boolean;
}

/** A page of a book on the sharpest Kindle shows no more (KINDLE-RULES K45). */
export const bookImageLimits: ImageLimits = { widthMax: 1264, heightMax: 1680, quality: 80 };

/** A page of a comic fills the screen: of the sharpest Kindle that there is. Smaller ones take what they show (K47). */
export const comicImageLimits: ImageLimits = { widthMax: 1440, heightMax: 1920, quality: 80, as: "jpeg" };

export const imagePixelsMax = 40_000_000;
export const imageSideMax = 10_000;
/** A photo as PNG larger than this becomes a JPEG: nobody sees the difference, and the mail has a limit. */
const pngBytesMax = 300_000;
/** A PNG larger than this is made once more with filtered rows, which pays where the mail is what limits. */
const unfilteredBytesMax = 200_000;
const decodeSecondsMax = 20;

export type PreparedImage =
  | {
      readonly kind: "ready";
      readonly bytes: Uint8Array;
      readonly mediaType: "image/jpeg" | "image/png" | "image/gif";
      readonly width: number;
      readonly height: number;
      /** What was done to it, in words that finish "the picture was …"; empty where it stayed as it is. */
      readonly changes: readonly string[];
    }
  /** `why` finishes the sentence "A picture was left out, because …". */
  | { readonly kind: "unusable"; readonly why: string };

/**
 * Makes any picture one that a Kindle shows: JPEG, PNG or a still GIF, opaque, RGB or grey, upright, no larger than the
 * page, without metadata (KINDLE-RULES K41 to K45). What is so already passes through undecoded. The same bytes and
 * limits give the same bytes. Loads sharp at the first picture that needs it.
 */
export async function prepareImage(bytes: Uint8Array, limits: ImageLimits): Promise<PreparedImage> {
  const header = readImageHeader(bytes);
  if (header === undefined) return { kind: "unusable", why: "its format is unknown" };
  const tooLarge = judgeSize(header);
  if (tooLarge !== undefined) return tooLarge;
  if (header.type === "svg") return await draw(bytes, header, limits);
  const asItIs = limits.recompress || limits.enlarge ? undefined : passThrough(bytes, header, limits);
  return asItIs ?? (await encode(bytes, header, limits));
}

/** Drawings have no pixels of their own: twice the screen's density keeps thin lines. */
const drawingDensity = 2;
const dotsPerInch = 72;

/** Nothing but what we have read ourselves and found to be reasonable is drawn: nobody can stop it once it has begun. */
async function draw(bytes: Uint8Array, header: ImageHeader, limits: ImageLimits): Promise<PreparedImage> {
  // Few pictures are drawings, and what reads and judges them takes a while to load.
  const { readDrawing, writeDrawing } = await import("./drawing/read-drawing.ts");
  const { judgeDrawing } = await import("./drawing/judge-drawing.ts");
  const drawing = readDrawing(bytes);
  if (drawing === undefined)
    return { kind: "unusable", why: "it is damaged, too large or of a kind that cannot be read" };
  const { widthMax, heightMax, enlarge } = limits;
  const why = judgeDrawing(drawing, { widthMax, heightMax, density: enlarge === true ? undefined : drawingDensity });
  if (why !== undefined) return { kind: "unusable", why };
  return await encode(Buffer.from(writeDrawing(drawing), "utf8"), header, limits);
}

function judgeSize({ width, height }: ImageHeader): PreparedImage | undefined {
  if (width === undefined || height === undefined) return undefined;
  if (width === 0 || height === 0) return { kind: "unusable", why: "it has no size" };
  if (width > imageSideMax || height > imageSideMax || width * height > imagePixelsMax) {
    return { kind: "unusable", why: `it claims to be ${width} by ${height} pixels large` };
  }
  return undefined;
}

function passThrough(bytes: Uint8Array, header: ImageHeader, limits: ImageLimits): PreparedImage | undefined {
  const { type, width = 0, height = 0 } = header;
  const fits = width > 0 && height > 0 && width <= limits.widthMax && height <= limits.heightMax;
  if (limits.as !== undefined && type !== limits.as) return undefined;
  if (!fits || header.alpha || header.animated || header.cmyk || header.orientation !== 1) return undefined;
  const stripped = type === "jpeg" ? stripJpeg(bytes) : type === "png" ? stripPng(bytes) : undefined;
  if (stripped === undefined) return undefined;
  return {
    kind: "ready",
    bytes: stripped,
    mediaType: `image/${type as "jpeg" | "png"}`,
    width,
    height,
    changes: [],
  };
}

async function encode(source: Uint8Array, header: ImageHeader, limits: ImageLimits): Promise<PreparedImage> {
  const { type } = header;
  const bitmap = type === "bmp" ? decodeBmp(source) : undefined;
  const bytes = bitmap?.pixels ?? source;
  const raw = bitmap === undefined ? {} : { raw: { width: bitmap.width, height: bitmap.height, channels: 3 as const } };
  const changes = [
    ...(["jpeg", "png", "gif"].includes(type) ? [] : [`converted from ${type.toUpperCase()}`]),
    ...(header.cmyk ? ["converted to RGB"] : []),
    ...(header.animated ? ["reduced to its first frame"] : []),
    ...(header.orientation === 1 ? [] : ["turned upright"]),
    ...((header.width ?? 0) > limits.widthMax || (header.height ?? 0) > limits.heightMax ? ["scaled to the page"] : []),
  ];
  try {
    const opened = open(bytes, {
      ...(type === "svg" ? { density: drawingDensity * dotsPerInch } : {}),
      ...raw,
    })
      .autoOrient()
      .resize({
        width: limits.widthMax,
        height: limits.heightMax,
        fit: "inside",
        withoutEnlargement: limits.enlarge !== true,
      })
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb");
    // Each encoding would draw it again.
    const picture = type === "svg" ? open(await opened.png({ compressionLevel: 0 }).toBuffer(), {}) : opened;
    const isDrawing = type !== "jpeg" && limits.as === undefined && (type === "svg" || (await isLineArt(bytes, raw)));
    const made = isDrawing ? await asPng(picture) : await asJpeg(picture, limits.quality);
    const result =
      isDrawing && made.data.length > pngBytesMax ? smaller(made, await asJpeg(picture, limits.quality)) : made;
    const { width, height, format } = result.info;
    return {
      kind: "ready",
      bytes: result.data,
      mediaType: `image/${format as "jpeg" | "png"}`,
      width,
      height,
      changes,
    };
  } catch (error) {
    return { kind: "unusable", why: `it is damaged or of a kind that cannot be read (${firstLine(error)})` };
  }
}

type Encoded = Awaited<ReturnType<typeof asJpeg>>;

function asJpeg(picture: Sharp, quality: number) {
  return picture.clone().jpeg({ quality }).toBuffer({ resolveWithObject: true });
}

/**
 * Level 9 takes five to ten times as long as level 6 for a tenth fewer bytes: a page may have hundreds of drawings.
 * Where there is more in one than large areas, filtered rows save more than that.
 */
async function asPng(picture: Sharp): Promise<Encoded> {
  const encode = (adaptiveFiltering: boolean) =>
    picture.clone().png({ compressionLevel: 6, adaptiveFiltering }).toBuffer({ resolveWithObject: true });
  const plain = await encode(false);
  return plain.data.length > unfilteredBytesMax ? smaller(plain, await encode(true)) : plain;
}

function smaller(one: Encoded, other: Encoded): Encoded {
  return other.data.length < one.data.length ? other : one;
}

/** Entropy tells a drawing (few shades, large areas) from a photo, in bits a pixel of its grey version. */
async function isLineArt(bytes: Uint8Array, options: SharpOptions): Promise<boolean> {
  const { data, info } = await open(bytes, options)
    .resize({ width: 256, height: 256, fit: "inside", withoutEnlargement: true })
    .flatten({ background: "#ffffff" })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const counts = new Map<number, number>();
  for (const shade of data) counts.set(shade, (counts.get(shade) ?? 0) + 1);
  const pixels = info.width * info.height;
  const entropy = [...counts.values()].reduce((sum, count) => sum - (count / pixels) * Math.log2(count / pixels), 0);
  return entropy < lineArtBitsMax;
}
const lineArtBitsMax = 5.5;

function open(bytes: Uint8Array, options: SharpOptions): Sharp {
  return loadSharp()(bytes, {
    limitInputPixels: imagePixelsMax,
    limitInputChannels: 5,
    // What can be shown of a damaged picture is better than a hole; what cannot be decoded at all still throws.
    failOn: "none",
    animated: false,
    ...options,
  }).timeout({ seconds: decodeSecondsMax });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]?.slice(0, 120) ?? "";
}
