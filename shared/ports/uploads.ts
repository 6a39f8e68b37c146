/** Files that are put straight into a bucket, past our own functions, and taken in from there. */
export interface Uploads {
  /**
   * An address to which one file of exactly this size can be put, once, until `until`. The headers have to be sent as they
   * are: they are signed.
   */
  sign(file: UploadRequest): Promise<SignedUpload>;
  /** The bytes of that very file as they come, or `undefined` where it is not there any more, or another one is. */
  read(place: UploadPlace): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Removes that very file. Removing what is not there, or what has been replaced, is no error and changes nothing. */
  remove(place: UploadPlace): Promise<void>;
}

export interface UploadRequest {
  readonly account: string;
  /** As it is to be called. */
  readonly fileName: string;
  readonly bytes: number;
  readonly until: Date;
}

export interface SignedUpload {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface UploadPlace {
  readonly name: string;
  /** Differs for each time that a file of this name is put there. */
  readonly generation: string;
}
