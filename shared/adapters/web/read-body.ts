/** A body as it came over the wire, or as much of it as is wanted or came. */
export interface WireBody {
  readonly bytes: Uint8Array;
  /** `cut`: there is more than is wanted. `broken`: an error ended it before its end. */
  readonly end: "whole" | "cut" | "broken";
  readonly error?: unknown;
}

/** Reads a body while it comes, and stops at the limit: the connection is closed then, whatever else would come. */
export async function readBody(
  body: AsyncIterable<Uint8Array> & { destroy(): unknown; on(event: "error", listener: () => void): unknown },
  bytesMax: number,
): Promise<WireBody> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const taken = () => Buffer.concat(chunks, Math.min(size, bytesMax));
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > bytesMax) return { bytes: taken(), end: "cut" };
    }
    return { bytes: taken(), end: "whole" };
  } catch (error) {
    return { bytes: taken(), end: "broken", error };
  } finally {
    // Whoever destroys a body may hear of it once more, when nobody listens any longer.
    body.on("error", () => undefined);
    body.destroy();
  }
}
