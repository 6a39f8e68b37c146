const litter =
  /(?:^|\/)(?:__MACOSX\/|\.[^/]*(?:\/|$)|Thumbs\.db$|ehthumbs\.db$|desktop\.ini$|@eaDir\/|\$RECYCLE\.BIN\/)/iu;

/** Whether a file in an archive is what systems and file managers leave behind, and nothing that anybody put there. */
export function isLitter(name: string): boolean {
  return litter.test(name);
}
