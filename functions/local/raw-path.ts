/**
 * A path inside a folder, byte for byte: one character for each byte (Latin-1), parts joined by "/". File names on Linux
 * are bytes, and those of old archives are often no UTF-8: read as text they could not be opened again.
 */
export type RawPath = string;

export function childOf(folder: RawPath, name: Buffer): RawPath {
  const part = name.toString("latin1");
  return folder === "" ? part : `${folder}/${part}`;
}

/** As the file system takes it. */
export function absoluteOf(root: string, path: RawPath): Buffer {
  return path === "" ? Buffer.from(root) : Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, "latin1")]);
}

/** The last part as people see it; bytes that are no UTF-8 show as replacement characters. */
export function nameOf(path: RawPath): string {
  return Buffer.from(path.slice(path.lastIndexOf("/") + 1), "latin1").toString("utf8");
}
