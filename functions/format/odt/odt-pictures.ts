import { readImageHeader } from "../../../shared/images/image-header.ts";
import {
  attributeOf,
  childOf,
  childrenOf,
  descendantsOf,
  textOf,
  type XmlElement,
} from "../../../shared/xml/xml-element.ts";
import type { SourceResource } from "../source-book.ts";
import { nameIn, type OdtObjects } from "./odt-objects.ts";

/** The pictures of a text and of the documents within it, wherever their bytes lie. */
export interface OdtPictures {
  readonly resources: ReadonlyMap<string, SourceResource>;
  /** The id of the resource that a frame shows: the first of its pictures that can be read, else that can be drawn, else the first. */
  readonly shownIn: (frame: XmlElement) => string | undefined;
}

/** Of those that lie in the text itself, as base64 (`office:binary-data`), the first ones are shown. */
const inlinePicturesMax = 10_000;
/** A larger one is not opened to see what it is. */
const unnamedBytesMax = 16 * 1024 * 1024;

/** Pictures beside the text, and those within it, which are decoded when they are asked for. */
export async function odtPictures(
  bodies: OdtObjects["bodies"],
  beside: ReadonlyMap<string, SourceResource>,
): Promise<OdtPictures> {
  const resources = new Map(beside);
  const ids = new Map<XmlElement, string>();
  const shown = new Map<XmlElement, string>();
  const readable = readableIn(resources);
  let inline = 0;
  for (const { body, folder } of bodies) {
    for (const image of descendantsOf(body, "image")) {
      if (ids.has(image)) continue;
      const data = childOf(image, "binary-data");
      if (data === undefined) ids.set(image, nameIn(folder, attributeOf(image, "href") ?? ""));
      else if (inline < inlinePicturesMax) {
        inline += 1;
        const resource = inlinePicture(image, data, inline);
        ids.set(image, resource.id);
        resources.set(resource.id, resource);
      }
    }
    for (const frame of descendantsOf(body, "frame")) {
      const candidates = childrenOf(frame, "image").map((image) => ids.get(image) ?? "");
      const [first] = candidates;
      if (first === undefined || shown.has(frame)) continue;
      const drawn = candidates.find((id) => drawnTypes.test(resources.get(id)?.mediaType ?? ""));
      shown.set(frame, drawn ?? first);
      for (const id of candidates) {
        if (!(await readable(id))) continue;
        shown.set(frame, id);
        break;
      }
    }
  }
  return { resources, shownIn: (frame) => shown.get(frame) };
}

function inlinePicture(image: XmlElement, data: XmlElement, number: number): SourceResource {
  const base64 = textOf(data);
  return {
    // No entry of a ZIP is called so: a name there has no colon in front.
    id: `:${number}`,
    name: `picture ${number}`,
    mediaType: attributeOf(image, "mime-type") ?? "",
    bytes: Math.floor((base64.length * 3) / 4),
    read: () => Promise.resolve(Buffer.from(base64, "base64")),
  };
}

/** What is drawn here, where nothing stands beside it that is a picture already: a program that draws all of it made that one. */
const drawnTypes = /^image\/(?:x-)?[ew]mf$/u;
/** What no decoder reads: metafiles and pages. */
const unreadableTypes = /^image\/(?:x-)?(?:emf|wmf|svm|eps)$|^application\/|starview|metafile/u;

/** Whether a picture is there and of a kind that can be shown: by its type, or where nothing names that by its bytes. */
function readableIn(resources: ReadonlyMap<string, SourceResource>): (id: string) => Promise<boolean> {
  const looked = new Map<string, boolean>();
  return async (id) => {
    const resource = resources.get(id);
    if (resource === undefined) return false;
    if (resource.mediaType !== "") return !unreadableTypes.test(resource.mediaType);
    const known = looked.get(id);
    if (known !== undefined) return known;
    const isReadable = resource.bytes <= unnamedBytesMax && readImageHeader(await resource.read()) !== undefined;
    looked.set(id, isReadable);
    return isReadable;
  };
}
