/**
 * What lies beside the stores: mails that were written into a folder, files that were given back, what waits in a queue, what
 * a database has let go of and not yet overwritten. Where all of that is somebody else's, nothing does.
 */
export interface Remains {
  /**
   * Removes what is left of an account that is no more, for good. Repeating it changes nothing.
   * @param until what has been there since then is somebody else's
   */
  erase(account: string, of: { readonly deliveryIds: readonly string[]; readonly until: Date }): Promise<void>;
}
