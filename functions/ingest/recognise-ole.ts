import type { FileKind } from "./file-kinds.ts";

/** Reads `length` bytes at `position` of the file, fewer only at its end. */
type ReadAt = (position: number, length: number) => Promise<Buffer>;

const headerBytes = 512;
const entryBytes = 128;
const nameBytes = 64;
const sectorShiftMin = 7;
const sectorShiftMax = 16;
const sectorsMax = 256;
const fatSectorsInHeader = 109;

/** What each kind of file that Microsoft's compound files hold calls its main stream ([MS-CFB], [MS-OFFCRYPTO]). */
const streams: ReadonlyMap<string, FileKind> = new Map([
  ["EncryptedPackage", "encrypted-office"],
  ["WordDocument", "doc"],
  ["Workbook", "spreadsheet"],
  ["Book", "spreadsheet"],
  ["PowerPoint Document", "presentation"],
]);

/**
 * What a compound file is, by the names in its directory. `ole` where they say nothing, or cannot be read: it is none that
 * is taken in any case.
 */
export async function recogniseOle(readAt: ReadAt): Promise<FileKind> {
  const header = await readAt(0, headerBytes);
  if (header.length < headerBytes) return "ole";
  const shift = header.readUInt16LE(30);
  if (shift < sectorShiftMin || shift > sectorShiftMax) return "ole";
  const sectorBytes = 2 ** shift;
  const sectorAt = (sector: number) => readAt((sector + 1) * sectorBytes, sectorBytes);
  const seen = new Set<number>();
  let sector = header.readUInt32LE(48);
  while (sector < 0xfffffff0 && !seen.has(sector) && seen.size < sectorsMax) {
    seen.add(sector);
    const entries = await sectorAt(sector);
    for (let at = 0; at + entryBytes <= entries.length; at += entryBytes) {
      const length = Math.min(entries.readUInt16LE(at + nameBytes), nameBytes) - 2;
      const kind = length > 0 ? streams.get(entries.toString("utf16le", at, at + length)) : undefined;
      if (kind !== undefined) return kind;
    }
    const next = await nextSector(header, sector, sectorBytes, sectorAt);
    if (next === undefined) break;
    sector = next;
  }
  return "ole";
}

/** The sector that follows in its chain, by the allocation table, as far as the header says where that lies. */
async function nextSector(
  header: Buffer,
  sector: number,
  sectorBytes: number,
  sectorAt: (sector: number) => Promise<Buffer>,
): Promise<number | undefined> {
  const perSector = sectorBytes / 4;
  const table = Math.floor(sector / perSector);
  if (table >= fatSectorsInHeader) return undefined;
  const fat = await sectorAt(header.readUInt32LE(76 + 4 * table));
  const at = (sector % perSector) * 4;
  return at + 4 <= fat.length ? fat.readUInt32LE(at) : undefined;
}
