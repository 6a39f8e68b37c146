import { posix } from "node:path";
import type { Archive } from "../archive/archive.ts";
import { parseXmlLeniently, type XmlLimits } from "../xml/parse-xml.ts";
import { attributeOf, childrenOf, type XmlElement } from "../xml/xml-element.ts";

/** Generous: the text of a long novel is one part of 20 MB. */
export const officePartLimits: XmlLimits = { bytesMax: 64 * 1024 * 1024, depthMax: 256, attributesMax: 256 };

/** Where a part of an Open Packaging file points, by relationship id. */
export interface Relationship {
  /** The last segment of the relationship's type: `image`, `hyperlink`, `footnotes`, ... */
  readonly type: string;
  /** Name of an entry, or an address where it is external. */
  readonly target: string;
  readonly external: boolean;
}

export async function readPart(archive: Archive, name: string): Promise<XmlElement | undefined> {
  const entry = findEntry(archive, name);
  return entry === undefined ? undefined : parseXmlLeniently(await archive.read(entry), officePartLimits).root;
}

/** Entries are matched exactly, then without regard to case: the format says that their names have none. */
export function findEntry(archive: Archive, name: string): string | undefined {
  if (archive.entries.has(name)) return name;
  const folded = name.toLowerCase();
  return [...archive.entries.keys()].find((entry) => entry.toLowerCase() === folded);
}

/** @param part name of the entry that the relationships belong to; empty for those of the whole package. */
export async function readRelationships(archive: Archive, part: string): Promise<ReadonlyMap<string, Relationship>> {
  const folder = posix.dirname(part);
  const root = await readPart(archive, posix.join(folder, "_rels", `${posix.basename(part)}.rels`));
  const relationships = new Map<string, Relationship>();
  for (const element of childrenOf(root, "Relationship")) {
    const target = attributeOf(element, "Target") ?? "";
    const external = attributeOf(element, "TargetMode") === "External";
    const type = (attributeOf(element, "Type") ?? "").split("/").at(-1) ?? "";
    relationships.set(attributeOf(element, "Id") ?? "", {
      type,
      external,
      target: external ? target : posix.join(target.startsWith("/") ? "" : folder, target).replace(/^\//, ""),
    });
  }
  return relationships;
}
