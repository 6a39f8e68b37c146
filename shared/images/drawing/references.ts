import type { XmlElement } from "../../xml/xml-element.ts";

export interface References {
  /** The first one of each id, as renderers take it. */
  readonly byId: ReadonlyMap<string, XmlElement>;
  /** What each element stands in. */
  readonly parents: ReadonlyMap<XmlElement, XmlElement>;
}

export const noReferences: References = { byId: new Map(), parents: new Map() };

export function referencesIn(root: XmlElement): References {
  const byId = new Map<string, XmlElement>();
  const parents = new Map<XmlElement, XmlElement>();
  const look = (element: XmlElement) => {
    const id = element.attributes.get("id");
    if (id !== undefined && !byId.has(id)) byId.set(id, element);
    for (const child of element.children) {
      if (typeof child === "string") continue;
      parents.set(child, element);
      look(child);
    }
  };
  look(root);
  return { byId, parents };
}

export const xlinkHref = "{http://www.w3.org/1999/xlink}href";

/** What an element refers to, of which renderers take either. */
export function hrefsOf({ attributes }: XmlElement): readonly string[] {
  return [attributes.get("href"), attributes.get(xlinkHref)].filter((href) => href !== undefined);
}

/** The ids in `url(#…)`, in their order. */
export function idsIn(values: readonly string[] | undefined): readonly string[] {
  return (values ?? []).flatMap((value) =>
    [...value.matchAll(/url\(\s*["']?\s*#([^"')\s]*)/giu)].map(([, id = ""]) => id),
  );
}
