/**
 * A ZIP whose central directory has been judged before a byte of it was inflated, and whose limits are enforced again on every
 * byte that comes out (DESIGN section 6). Of one that is cut off, what stands in front of each file is judged instead.
 */
export interface Archive {
  /** The files in it (folders are left out), in the order of the central directory, by their exact name. */
  readonly entries: ReadonlyMap<string, ArchiveEntry>;
  /**
   * It ends before its directory does: the last of what was in it is missing, nobody knows how much, and the last file
   * that is there may end in the middle.
   */
  readonly isCut: boolean;
  /** Inflates one file. @throws Rejected `archive/…` when it is more than declared, damaged, or its checksum is wrong. */
  read(name: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface ArchiveEntry {
  readonly name: string;
  /** Inflated, as the central directory declares it. */
  readonly bytes: number;
  readonly compressedBytes: number;
}
