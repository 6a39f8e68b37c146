/** Chunks as the body of an answer: each is made when the caller has room for it, and no more are once they have gone. */
export function streamOf(source: AsyncIterable<Uint8Array>, signal: AbortSignal): ReadableStream<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const close = async () => {
    await chunks.return?.();
  };
  signal.addEventListener("abort", () => void close().catch(() => {}), { once: true });
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}
