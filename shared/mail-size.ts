/** A line of base64 in a mail holds this many bytes, and is this many characters long with its line break (RFC 2045). */
const lineBytes = 57;
const lineCharacters = 78;
/** More than headers, text and the attachment's own headers take with the longest title, author and address. */
const headersBytesMax = 8 * 1024;

/**
 * The largest document, in bytes, whose mail certainly has no more than `messageBytesMax` bytes; at least 1, however
 * small that is.
 */
export function documentBytesMaxFor(messageBytesMax: number): number {
  return Math.max(1, Math.floor((messageBytesMax - headersBytesMax) / lineCharacters) * lineBytes);
}
