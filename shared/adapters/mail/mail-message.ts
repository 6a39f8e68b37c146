import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import MailComposer from "nodemailer/lib/mail-composer";
import type { MailAnswer, OutgoingMail } from "../../ports/mail.ts";

/** A line of base64, as MIME limits it. */
const base64LineCharacters = 76;
const deliveryIdHeader = "X-Delivery-Id";

/**
 * The whole message as it goes over the wire or into a file, in chunks, CRLF at the end of every line. The attachment
 * is read as the chunks are asked for. Made of nothing but the mail: the same bytes each time.
 * @throws Error when the file is not the size that the mail says
 */
export async function* messageOf(mail: OutgoingMail): AsyncGenerator<Uint8Array> {
  const { path, bytes } = mail.attachment;
  const stream = compose(mail, Readable.from(contentOf(path, bytes))).createReadStream();
  for await (const chunk of stream) yield chunk as Uint8Array;
}

/** The exact size of the message in bytes, of which only headers and text are composed for it. */
export async function messageBytesOf(mail: OutgoingMail): Promise<number> {
  let bytes = 0;
  for await (const chunk of compose(mail, Buffer.alloc(0)).createReadStream()) bytes += (chunk as Uint8Array).length;
  return bytes + base64Bytes(mail.attachment.bytes);
}

/** @returns how many bytes this many become in base64, line breaks included. */
function base64Bytes(bytes: number): number {
  const characters = 4 * Math.ceil(bytes / 3);
  const lineBreaks = Math.max(0, Math.ceil(characters / base64LineCharacters) - 1);
  return characters + 2 * lineBreaks;
}

/**
 * Why a mail must not be sent as it is: somebody could have written more into it than its sender meant. No title or
 * address that came through the product's own doors gets here; whoever calls the port is held to it all the same.
 */
export function refusalOfUnsafe(mail: OutgoingMail): MailAnswer | undefined {
  const { deliveryId, messageId, from, to, subject, attachment } = mail;
  // Commas and brackets would make several addresses of one.
  if (![from, to].every((address) => /^[^\s\p{Cc}<>()[\],;:\\"@]+@[^\s\p{Cc}<>()[\],;:\\"@]+$/u.test(address))) {
    return unsafe("The sender's or the device's address is not one plain address.");
  }
  if ([subject, attachment.fileName, attachment.mediaType].some((text) => /\p{Cc}/u.test(text))) {
    return unsafe("The title or the file name has control characters, which no mail may have there.");
  }
  if (!/^[\w-]+$/.test(deliveryId) || !/^[\w.+-]+@[\w.-]+$/.test(messageId)) {
    return unsafe("The delivery's id is not one of ours.");
  }
  return undefined;
}

function unsafe(reason: string): MailAnswer {
  return { outcome: "not-accepted", permanent: true, code: "mail/unsafe", reason };
}

function compose(mail: OutgoingMail, content: Readable | Buffer) {
  const { deliveryId, messageId, from, to, subject, text, date, attachment } = mail;
  return new MailComposer({
    // As objects: a text would be parsed as a list.
    from: { name: "", address: from },
    to: { name: "", address: to },
    subject,
    text,
    date,
    messageId: `<${messageId}>`,
    headers: { [deliveryIdHeader]: deliveryId },
    // Spelled as documented: some readers of mail files compare letter by letter.
    normalizeHeaderKey: (key) => (key.toLowerCase() === deliveryIdHeader.toLowerCase() ? deliveryIdHeader : key),
    attachments: [
      {
        filename: attachment.fileName,
        content,
        contentType: attachment.mediaType,
        contentTransferEncoding: "base64",
        contentDisposition: "attachment",
      },
    ],
    // Random otherwise: an attempt that is built twice would be two messages.
    baseBoundary: messageId.replaceAll(/[^\w.]/g, "."),
    newline: "windows",
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
}

async function* contentOf(path: string, bytes: number): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const chunk of createReadStream(path)) {
    read += (chunk as Uint8Array).length;
    yield chunk as Uint8Array;
  }
  // Under the size that was announced, or over it, it is not the document.
  if (read !== bytes) throw new Error(`The document has ${read} bytes, not ${bytes}`);
}
