import { archiveIn } from "../../../../shared/archive/open-archive.ts";
import { zipOf } from "../../../shared/archive/zip-writer.ts";

/** The parts of a document, by their names. */
export async function partsOf(document: Uint8Array): Promise<ReadonlyMap<string, Buffer>> {
  const archive = await archiveIn(document);
  const parts = new Map<string, Buffer>();
  for (const name of archive.entries.keys()) parts.set(name, Buffer.from(await archive.read(name)));
  return parts;
}

/** The document with other bytes in the place of one of its parts. */
export function withPart(parts: ReadonlyMap<string, Buffer>, name: string, bytes: Uint8Array | string): Buffer {
  return zipOf([...parts].map(([part, data]) => ({ name: part, data: part === name ? bytes : data, method: 8 })));
}
