/** So much of a refused body is still read, so that a caller who writes before it reads gets to see why. */
const drainBytesMax = 256 * 1024 * 1024;

/**
 * Reads on, for a caller who is still sending, and forgets what comes. What is left unread takes the connection with it,
 * and the next request that its caller has already sent on it.
 */
export async function drainBody(reader: Pick<ReadableStreamDefaultReader<Uint8Array>, "read">): Promise<void> {
  try {
    for (let bytes = 0; bytes < drainBytesMax; ) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.length;
    }
  } catch {
    // The caller has gone: there is nobody left to answer.
  }
}
