import { attributeOf, childOf, descendantsOf, textOf, type XmlElement } from "../../../shared/xml/xml-element.ts";
import type { SourceResource } from "../source-book.ts";

/** The pictures of a text, wherever their bytes lie. */
export interface OdtPictures {
  readonly resources: ReadonlyMap<string, SourceResource>;
  /** The id of the resource that an image (`draw:image`) shows. */
  readonly idOf: (image: XmlElement) => string;
}

/** Of those that lie in the text itself, as base64 (`office:binary-data`), the first ones are shown. */
const inlinePicturesMax = 10_000;

/** Pictures beside the text, and those within it, which are decoded when they are asked for. */
export function odtPictures(text: XmlElement, beside: ReadonlyMap<string, SourceResource>): OdtPictures {
  const resources = new Map(beside);
  const ids = new Map<XmlElement, string>();
  for (const image of descendantsOf(text, "image")) {
    const data = childOf(image, "binary-data");
    if (data === undefined || ids.size >= inlinePicturesMax) continue;
    const base64 = textOf(data);
    // No entry of a ZIP is called so: a name there has no colon in front.
    const id = `:${ids.size + 1}`;
    ids.set(image, id);
    resources.set(id, {
      id,
      name: `picture ${ids.size}`,
      mediaType: attributeOf(image, "mime-type") ?? "",
      bytes: Math.floor((base64.length * 3) / 4),
      read: () => Promise.resolve(Buffer.from(base64, "base64")),
    });
  }
  return {
    resources,
    idOf: (image) => ids.get(image) ?? (attributeOf(image, "href") ?? "").replace(/^\.\//, ""),
  };
}
