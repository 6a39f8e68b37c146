const sectorBytes = 512;
const endOfChain = 0xfffffffe;

/** A compound file ([MS-CFB]) of 512-byte sectors whose directory names these streams behind its root. */
export function compoundFile(names: readonly string[]): Buffer {
  const entries = ["Root Entry", ...names];
  const directorySectors = Math.ceil(entries.length / 4);
  const header = Buffer.alloc(sectorBytes);
  Buffer.from("d0cf11e0a1b11ae1", "hex").copy(header);
  header.writeUInt16LE(0x3e, 24);
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(9, 30);
  header.writeUInt32LE(1, 44);
  // The directory begins behind the allocation table, which is the first sector.
  header.writeUInt32LE(1, 48);
  header.fill(0xff, 76);
  header.writeUInt32LE(0, 76);
  const table = Buffer.alloc(sectorBytes, 0xff);
  table.writeUInt32LE(0xfffffffd, 0);
  for (let sector = 1; sector <= directorySectors; sector += 1)
    table.writeUInt32LE(sector === directorySectors ? endOfChain : sector + 1, sector * 4);
  const directory = Buffer.alloc(directorySectors * sectorBytes);
  entries.forEach((name, index) => {
    const written = directory.write(name, index * 128, "utf16le");
    directory.writeUInt16LE(written + 2, index * 128 + 64);
  });
  return Buffer.concat([header, table, directory]);
}
