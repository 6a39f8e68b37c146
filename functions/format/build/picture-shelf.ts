import type { Note } from "../gate/notes.ts";
import { readImageHeader } from "../images/image-header.ts";
import type { SourceResource } from "../source-book.ts";
import type { BuiltPicture } from "./built-book.ts";

/** Bytes of pictures that are kept in memory between being looked at and being written. */
const keptBytesMax = 24 * 1024 * 1024;
/** A larger picture than this is not decoded by any reader of ours. */
const pictureBytesMax = 64 * 1024 * 1024;

const mediaTypes = { jpeg: "image/jpeg", png: "image/png", gif: "image/gif" } as const;
const extensions = { "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif" } as const;

export interface PictureShelf {
  /** Reads these resources, once each, to know what their bytes are. */
  readonly look: (ids: readonly string[]) => Promise<void>;
  /** A resource that has been looked at, where it is a picture that a Kindle shows. */
  readonly usable: (id: string) => SourceResource | undefined;
  readonly picture: (id: string) => BuiltPicture | undefined;
  /** The name of a picture in the book, which is in the book from then on. */
  readonly fileOf: (id: string) => string;
  /** The pictures that the book shows, and its cover, in the order in which they were first shown. */
  readonly used: (cover: BuiltPicture | undefined) => readonly BuiltPicture[];
}

/** Knows the pictures of a source by what their bytes are, whatever the source calls them (K41, K43). */
export function openPictures(resources: ReadonlyMap<string, SourceResource>, note: Note): PictureShelf {
  const known = new Map<string, { mediaType: BuiltPicture["mediaType"]; resource: SourceResource } | undefined>();
  const files = new Map<string, BuiltPicture>();
  let keptBytes = 0;

  const fileOf = (id: string): BuiltPicture | undefined => {
    const found = known.get(id);
    if (found === undefined) return undefined;
    const file = files.get(id) ?? {
      fileName: `picture-${String(files.size + 1).padStart(4, "0")}.${extensions[found.mediaType]}`,
      ...found,
    };
    files.set(id, file);
    return file;
  };

  return {
    async look(ids) {
      for (const id of ids) {
        const resource = resources.get(id);
        if (resource === undefined || known.has(id)) continue;
        if (resource.bytes > pictureBytesMax) {
          note("K41", "larger than 64 MB");
          known.set(id, undefined);
          continue;
        }
        const bytes = await resource.read();
        const header = readImageHeader(bytes);
        if (header?.type !== "jpeg" && header?.type !== "png" && header?.type !== "gif") {
          note(header?.type === "svg" ? "K44" : "K41", header?.type.toUpperCase() ?? "unknown");
          known.set(id, undefined);
          continue;
        }
        if (!header.width || !header.height) {
          note("damaged");
          known.set(id, undefined);
          continue;
        }
        const mediaType = mediaTypes[header.type];
        if (resource.mediaType !== mediaType && resource.mediaType !== "" && resource.mediaType !== "image/jpg")
          note("K43");
        const keep = keptBytes + bytes.length <= keptBytesMax;
        if (keep) keptBytes += bytes.length;
        known.set(id, { mediaType, resource: keep ? inMemory(resource, bytes) : resource });
      }
    },
    usable: (id) => known.get(id)?.resource,
    picture: fileOf,
    fileOf: (id) => fileOf(id)?.fileName ?? "",
    used: (cover) => {
      const all = [...files.values()];
      return cover === undefined || all.includes(cover) ? all : [...all, cover];
    },
  };
}

function inMemory({ id, name, mediaType }: SourceResource, bytes: Uint8Array): SourceResource {
  return { id, name, mediaType, bytes: bytes.length, read: () => Promise.resolve(bytes) };
}
