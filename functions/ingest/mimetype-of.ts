import type { Archive } from "../../shared/archive/archive.ts";

/** The longest `mimetype` that means anything. */
const mimetypeBytesMax = 256;

/** The start of the entry that says what an archive is, where there is one. */
export async function mimetypeOf(archive: Archive): Promise<string | undefined> {
  const entry = archive.entries.get("mimetype");
  if (entry === undefined || entry.bytes > mimetypeBytesMax) return undefined;
  return Buffer.from(await archive.read("mimetype")).toString("latin1");
}
