/**
 * A ZIP whose central directory, or what is left of it in front of each file, has been judged before a byte of it was inflated, and whose limits are enforced again on
 * every byte that comes out (DESIGN section 6).
 */
export interface Archive {
  /** The files in it (folders are left out), in the order of the central directory, by their exact name. */
  readonly entries: ReadonlyMap<string, ArchiveEntry>;
  /** It ends before its directory does: the last of what was in it is missing, nobody knows how much. */
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
