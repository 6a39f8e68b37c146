import { createHash } from "node:crypto";
import { posix } from "node:path";
import { readImageHeader } from "../../../shared/images/image-header.ts";
import { bookImageLimits, type ImageLimits, prepareImage } from "../../../shared/images/prepare-image.ts";
import type { Note } from "../gate/notes.ts";
import type { PictureStore, StoredPicture } from "../images/picture-store.ts";
import type { SourceResource } from "../source-book.ts";
import type { BuiltPicture } from "./built-picture.ts";
import { pictureWithin } from "./picture-within.ts";
import { unshownKind, windowsMetafile } from "./unshown-kind.ts";

/** A larger picture than this is not read into memory. */
export const pictureBytesMax = 64 * 1024 * 1024;
/** A drawing that wraps a picture is far smaller. */
const wrapperBytesMax = 64 * 1024;

const extensions = { "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif" } as const;

export interface PictureShelf {
  /** Reads these resources, once each, and makes of their bytes what a Kindle shows. */
  readonly look: (ids: readonly string[]) => Promise<void>;
  /** Makes a picture of a drawing that is no resource, under an id of its own. The same drawing is the same picture. */
  readonly draw: (id: string, svg: string) => Promise<void>;
  /** A resource that has been looked at, where a Kindle can show it. */
  readonly usable: (id: string) => { readonly name: string } | undefined;
  /** What the source has for a picture that is usable: of a drawing that only wraps a picture, that picture. */
  readonly original: (id: string) => SourceResource | undefined;
  /** A picture, which is in the book from then on. */
  readonly shown: (id: string) => BuiltPicture | undefined;
  /** The pictures that the book shows, in the order in which they were first shown. */
  readonly used: () => readonly BuiltPicture[];
}

interface Known {
  readonly name: string;
  readonly original: SourceResource;
  readonly mediaType: BuiltPicture["mediaType"];
  readonly stored: StoredPicture;
  readonly width: number;
  readonly height: number;
  readonly changes: readonly string[];
}

/**
 * Knows the pictures of a source by what their bytes are, whatever the source calls them, and prepares each for a Kindle
 * (K41 to K45). One at a time is in memory; the store has the others.
 */
export function openPictures(
  resources: ReadonlyMap<string, SourceResource>,
  store: PictureStore,
  note: Note,
  limits: ImageLimits = bookImageLimits,
): PictureShelf {
  const known = new Map<string, Known | undefined>();
  /** By the SHA-256 of their markup: pages repeat theirs. */
  const drawn = new Map<string, Known | undefined>();
  const files = new Map<Known, BuiltPicture>();

  const lookAt = async (resource: SourceResource): Promise<Known | undefined> => {
    if (resource.bytes > pictureBytesMax) {
      note("unusable", "it is larger than 64 MB");
      return undefined;
    }
    const bytes = await resource.read();
    const header = readImageHeader(bytes);
    const wrapped = header?.type === "svg" ? wrappedBy(bytes, resource, resources) : undefined;
    if (wrapped !== undefined) {
      if (!known.has(wrapped.id)) known.set(wrapped.id, await lookAt(wrapped));
      return known.get(wrapped.id);
    }
    if (header === undefined) {
      const kind = unshownKind(bytes);
      const within = await pictureWithin(kind, bytes);
      if (within === undefined) note("K41", kind);
      else if ("why" in within) note("unusable", within.why);
      if (within === undefined || "why" in within) return undefined;
      const read = () => readWithin(kind, resource);
      const shown = await lookAt({ ...resource, mediaType: "", bytes: within.bytes.length, read });
      return shown && kind === windowsMetafile ? { ...shown, changes: [`converted from ${kind}`] } : shown;
    }
    const prepared = await prepareImage(bytes, limits);
    if (prepared.kind === "unusable") {
      note("unusable", prepared.why);
      return undefined;
    }
    const declared = resource.mediaType.toLowerCase();
    if (declared !== "" && !declared.startsWith(`image/${declaredAs[header.type] ?? header.type}`)) note("K43");
    const { mediaType, width, height, changes } = prepared;
    const stored = await store.keep(prepared.bytes);
    return { name: resource.name, original: resource, mediaType, stored, width, height, changes };
  };

  return {
    async look(ids) {
      for (const id of ids) {
        const resource = resources.get(id);
        if (resource !== undefined && !known.has(id)) known.set(id, await lookAt(resource));
      }
    },
    async draw(id, svg) {
      const bytes = Buffer.from(svg, "utf8");
      const digest = createHash("sha256").update(bytes).digest("base64");
      if (!drawn.has(digest)) {
        const read = () => Promise.resolve(bytes);
        drawn.set(digest, await lookAt({ id, name: "", mediaType: "", bytes: bytes.length, read }));
      }
      known.set(id, drawn.get(digest));
    },
    usable: (id) => known.get(id),
    original: (id) => known.get(id)?.original,
    shown(id) {
      const found = known.get(id);
      if (found === undefined) return undefined;
      const before = files.get(found);
      if (before !== undefined) return before;
      const { mediaType, stored, width, height, original, changes } = found;
      for (const change of changes) noteChange(change, note);
      const file = {
        fileName: `picture-${String(files.size + 1).padStart(4, "0")}.${extensions[mediaType]}`,
        mediaType,
        stored,
        width,
        height,
        original,
      };
      files.set(found, file);
      return file;
    },
    used: () => [...files.values()],
  };
}

/** Made again whenever it is read: it is not kept. */
async function readWithin(kind: string, resource: SourceResource): Promise<Uint8Array> {
  const within = await pictureWithin(kind, await resource.read());
  return within !== undefined && "bytes" in within ? within.bytes : new Uint8Array();
}

/** Beginnings of the names that a type goes by, where they are not its own. */
const declaredAs: Readonly<Record<string, string>> = { jpeg: "jp", heic: "hei", bmp: "", jxl: "" };

function noteChange(change: string, note: Note): void {
  const from = /^converted from (.+)$/.exec(change)?.[1];
  if (from === "SVG") note("drawn");
  else if (from !== undefined) note("converted", from);
  else if (change === "converted to RGB") note("K42");
  else if (change === "reduced to its first frame") note("animated");
  else if (change === "turned upright") note("upright");
  else if (change === "scaled to the page") note("K45");
}

/** The resource itself, or the picture that it only wraps. */
export async function unwrapped(
  resource: SourceResource,
  resources: ReadonlyMap<string, SourceResource>,
): Promise<SourceResource> {
  if (resource.bytes > wrapperBytesMax) return resource;
  const bytes = await resource.read();
  return (readImageHeader(bytes)?.type === "svg" && wrappedBy(bytes, resource, resources)) || resource;
}

/** The picture that a drawing shows where it shows nothing else: covers are often wrapped so. */
function wrappedBy(
  bytes: Uint8Array,
  { id }: SourceResource,
  resources: ReadonlyMap<string, SourceResource>,
): SourceResource | undefined {
  if (bytes.length > wrapperBytesMax) return undefined;
  const text = Buffer.from(bytes).toString("utf8");
  const images = [
    ...text.matchAll(/<(?:\w+:)?image\b[^<>]*?\s(?:xlink:)?href\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')/giu),
  ].map(([, quoted = "", other = ""]) => quoted || other);
  const [reference] = images;
  if (reference === undefined || images.length > 1 || /^[a-z][a-z\d+.-]*:/iu.test(reference)) return undefined;
  if (/<(?:\w+:)?(?:path|text|circle|ellipse|polygon|polyline|line|use)\b/iu.test(text)) return undefined;
  let path = reference.replaceAll("&amp;", "&");
  try {
    path = decodeURIComponent(path);
  } catch {
    // Not encoded, then: a name may have a percent sign in it.
  }
  const found = resources.get(posix.normalize(posix.join(posix.dirname(id), path)));
  return found?.id === id ? undefined : found;
}
