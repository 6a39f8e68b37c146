/** What an archive may be before anything in it is inflated. */
export interface ArchiveLimits {
  readonly entriesMax: number;
  /** The sum of all sizes that the central directory declares, inflated. */
  readonly inflatedBytesMax: number;
  /** Inflated to compressed, for each file and for the whole, where more than `ratioAboveBytes` come out. */
  readonly ratioMax: number;
  readonly ratioAboveBytes: number;
  readonly centralDirectoryBytesMax: number;
  readonly nameBytesMax: number;
  /** Folders above a file. */
  readonly foldersMax: number;
}

const mebibyte = 1024 * 1024;

/** A book of 100 MB is pictures, which do not shrink: 200 MiB leave it room. Text seldom shrinks to less than a tenth. */
export const archiveLimits: ArchiveLimits = {
  entriesMax: 10_000,
  inflatedBytesMax: 200 * mebibyte,
  ratioMax: 200,
  ratioAboveBytes: mebibyte,
  centralDirectoryBytesMax: 16 * mebibyte,
  nameBytesMax: 1024,
  foldersMax: 64,
};
