import { epubType } from "../../events/values.ts";
import { attachmentName } from "../../shared/attachment-name.ts";
import type { OutgoingMail } from "../../shared/ports/mail.ts";
import type { DeliveryEntry } from "../../shared/read-models/delivery-entry.ts";

const subjectCharactersMax = 200;

/** The document as it lies on this machine, and between whom it goes. */
export interface MailParts {
  readonly from: string;
  readonly to: string;
  readonly path: string;
  readonly bytes: number;
  /** Which attempt it is, counted from 1, and when it was claimed. */
  readonly attempt: number;
  readonly date: Date;
}

/** The mail of one attempt at a delivery: the same one however often it is built. */
export function mailFor(entry: DeliveryEntry, { from, to, path, bytes, attempt, date }: MailParts): OutgoingMail {
  const title = lineOf(entry.title);
  const mediaType = entry.mediaType ?? epubType;
  return {
    deliveryId: entry.deliveryId,
    messageId: `${entry.deliveryId}.${attempt}@${hostOf(from)}`,
    from,
    to,
    subject: title,
    // K50: an empty body makes some accounts refuse the mail, as does an attachment without a name.
    text: `"${title}" for your Kindle.\n`,
    date,
    attachment: { fileName: attachmentName(entry.title, mediaType), mediaType, bytes, path },
  };
}

/** One line, however the title was written. */
function lineOf(title: string): string {
  const line = title
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  return [...(line === "" ? "Document" : line)].slice(0, subjectCharactersMax).join("");
}

function hostOf(address: string): string {
  const host = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  return /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(host) ? host : "localhost";
}
