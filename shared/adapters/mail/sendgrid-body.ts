import { createReadStream } from "node:fs";

/** A request's body that is read as it is sent: 22 MB of document are never in memory three times over. */
export interface StreamedBody {
  /** Exactly as many as `chunks` has in all. */
  readonly bytes: number;
  /**
   * @param beforeEnd runs before the last chunk is given away, without which the body is no JSON
   * @throws Error when the document is not the size that was said
   */
  chunks(beforeEnd: () => void): AsyncGenerator<Uint8Array>;
}

/** What lies around the document: a mail as SendGrid's v3 API takes it, its one attachment's content left empty. */
export interface MailBody {
  readonly attachments: readonly [Readonly<Record<string, unknown>>];
}

/** The JSON of a mail with the document in it, in base64. */
export function streamedBody(
  { attachments: [attachment], ...mail }: MailBody,
  document: { readonly path: string; readonly bytes: number },
): StreamedBody {
  const { content: _empty, ...about } = attachment;
  const before = Buffer.from(`${JSON.stringify(mail).slice(0, -1)},"attachments":[{"content":"`);
  const after = Buffer.from(`",${JSON.stringify(about).slice(1)}]}`);
  return {
    bytes: before.length + 4 * Math.ceil(document.bytes / 3) + after.length,
    chunks: async function* chunks(beforeEnd) {
      yield before;
      yield* base64Of(document);
      beforeEnd();
      yield after;
    },
  };
}

async function* base64Of({ path, bytes }: { path: string; bytes: number }): AsyncGenerator<Uint8Array> {
  let read = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    read += (chunk as Buffer).length;
    if (read > bytes) break;
    const all = Buffer.concat([rest, chunk as Buffer]);
    const whole = all.length - (all.length % 3);
    yield Buffer.from(all.toString("base64", 0, whole), "latin1");
    rest = all.subarray(whole);
  }
  // Under the size that was announced, or over it, it is not the document.
  if (read !== bytes) throw new Error(`The document does not have ${bytes} bytes`);
  if (rest.length > 0) yield Buffer.from(rest.toString("base64"), "latin1");
}
