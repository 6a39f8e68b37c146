import { posix } from "node:path";
import { Rejected } from "../../events/rejected.ts";
import type { Archive } from "../archive/archive.ts";
import { type DamagedXml, parseDamagedXml } from "../xml/parse-damaged-xml.ts";
import type { XmlLimits } from "../xml/parse-xml.ts";
import { attributeOf, childrenOf, type XmlElement } from "../xml/xml-element.ts";
import { tagsOfPart } from "./office-tags.ts";

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

/** Told of each part as it was read, or of why it was left out. */
export type TellPart = (name: string, part: DamagedXml | Rejected) => void;

/**
 * A part of the package, as far as it can be read; `undefined` where there is none.
 * @throws Rejected `archive/…`, `xml/…`
 */
export async function readPart(archive: Archive, name: string, tell?: TellPart): Promise<DamagedXml | undefined> {
  const entry = findEntry(archive, name);
  if (entry === undefined) return undefined;
  const part = parseDamagedXml(await archive.read(entry), officePartLimits, tagsOfPart(entry));
  tell?.(entry, part);
  return part;
}

/**
 * The root of a part that a document can do without: one that cannot be read is left out.
 * @throws Rejected `xml/declarations`: what tries to read other files is refused, wherever it does so
 */
export async function readOptionalPart(
  archive: Archive,
  name: string,
  tell?: TellPart,
): Promise<XmlElement | undefined> {
  try {
    return (await readPart(archive, name, tell))?.root;
  } catch (error) {
    if (!(error instanceof Rejected) || error.code === "xml/declarations") throw error;
    tell?.(name, error);
    return undefined;
  }
}

/** Entries are matched exactly, then without regard to case: the format says that their names have none. */
export function findEntry(archive: Archive, name: string): string | undefined {
  if (archive.entries.has(name)) return name;
  const folded = name.toLowerCase();
  return [...archive.entries.keys()].find((entry) => entry.toLowerCase() === folded);
}

/** @param part name of the entry that the relationships belong to; empty for those of the whole package. */
export async function readRelationships(
  archive: Archive,
  part: string,
  tell?: TellPart,
): Promise<ReadonlyMap<string, Relationship>> {
  const folder = posix.dirname(part);
  const root = await readOptionalPart(archive, posix.join(folder, "_rels", `${posix.basename(part)}.rels`), tell);
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
