import type { Archive } from "../../shared/archive/archive.ts";
import type { Description } from "./describe.ts";
import { describeArchive } from "./describe-archive.ts";
import type { FileKind } from "./file-kinds.ts";
import type { InspectedArchive } from "./inspection.ts";
import { mimetypeOf } from "./mimetype-of.ts";
import { recogniseArchive } from "./recognise-archive.ts";
import { sortArchive, useOf } from "./sort-archive.ts";

/** What a ZIP is that is one book, or nothing that is read. */
export interface DescribedArchive {
  readonly kind: FileKind;
  /** What it says about itself; absent where it is not opened any further. */
  readonly description: Description | undefined;
}

/**
 * What an archive is, by all that is in it.
 * @throws Rejected with the reason why it cannot be what it seems to be
 */
export async function inspectArchive(archive: Archive): Promise<DescribedArchive | InspectedArchive> {
  const kind = recogniseArchive([...archive.entries.keys()], await mimetypeOf(archive));
  if (kind !== "zip") return { kind, description: await describeArchive(kind, archive) };
  const use = useOf(await sortArchive(archive));
  if (typeof use === "object") return { ...use, isCut: archive.isCut };
  return use === "none" ? { kind, description: {} } : { kind: use, description: await describeArchive(use, archive) };
}
