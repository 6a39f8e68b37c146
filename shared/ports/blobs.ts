/**
 * Keeps content under the SHA-256 of its bytes. A key carries its account, so that one account's content can be
 * exported and erased. Content is never changed: the same bytes lie at the same key.
 */
export interface Blobs {
  /**
   * Stores what the source yields, holding no more than a few chunks of it in memory. When the promise resolves the
   * content is durable and complete; when it rejects, or the process dies, nothing of it can be read.
   * Storing content that is there already changes nothing.
   * @throws Rejected `blob/too-large` as soon as more than `bytesMax` bytes have come.
   */
  write(account: string, source: AsyncIterable<Uint8Array> | Uint8Array, limit: { bytesMax: number }): Promise<Blob>;
  /** The same for a file on this machine, which it may take away instead of copying it: the file is the store's now. */
  take(account: string, path: string): Promise<Blob>;
  /** The bytes as they come, or `undefined` where there is nothing. `range` is in bytes, both ends included. */
  read(key: string, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Size in bytes, or `undefined` where there is nothing. */
  size(key: string): Promise<number | undefined>;
  /**
   * Gives `use` the path of a file with the content, for readers that jump about in it. The path is valid until `use`
   * has settled, and the file must not be changed. @throws Error `blob/missing` where there is nothing.
   */
  withFile<T>(key: string, use: (path: string) => Promise<T>): Promise<T>;
  /**
   * Gives `use` a path at which it may make one file, on the same disk, so that `take` is a move. Whatever lies there
   * once `use` has settled is removed.
   */
  withScratch<T>(use: (path: string) => Promise<T>): Promise<T>;
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>;
  /** Removes all content of one account. The same content of another account lies apart, and stays. */
  erase(account: string): Promise<void>;
}

export interface Blob {
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What was relied on is gone: not a verdict on anybody's file, but trouble for a person to look into. */
export class BlobMissing extends Error {
  readonly code = "blob/missing";
  constructor(key: string) {
    super(`There is no content under ${key}`);
    this.name = "BlobMissing";
  }
}
