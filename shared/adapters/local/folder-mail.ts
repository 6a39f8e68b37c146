import { access, mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Mail, MailAnswer, OutgoingMail } from "../../ports/mail.ts";
import { kindleMessageBytesMax } from "../mail/mail-limits.ts";
import { messageBytesOf, messageOf, refusalOfUnsafe } from "../mail/mail-message.ts";

export interface FolderMailOptions {
  readonly messageBytesMax?: number;
}

/**
 * Puts every mail into a folder as `<deliveryId>.eml`, complete as it would have been sent. A file that is there is
 * whole, and on the disk: it is written beside its place and then renamed. So the folder can always be asked.
 */
export function folderMail(folder: string, { messageBytesMax = kindleMessageBytesMax }: FolderMailOptions = {}): Mail {
  const placeOf = (deliveryId: string) => join(folder, `${deliveryId}.eml`);
  return {
    messageBytesMax,
    evidenceWithinMs: 0,
    bytesOf: messageBytesOf,
    send: async (mail) => refusalOfUnsafe(mail) ?? (await put(mail, folder, placeOf(mail.deliveryId))),
    lookUp: async (deliveryId) => {
      try {
        await access(placeOf(deliveryId));
        return "accepted";
      } catch (error) {
        return codeOf(error) === "ENOENT" ? "not-accepted" : "unknown";
      }
    },
  };
}

async function put(mail: OutgoingMail, folder: string, place: string): Promise<MailAnswer> {
  const besides = join(folder, `.${mail.messageId}.part`);
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(besides, "w");
    try {
      await file.writeFile(messageOf(mail));
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(besides, { force: true }).catch(() => undefined);
    return notWritten(error);
  }
  try {
    await rename(besides, place);
    await syncFolder(folder);
  } catch (error) {
    // Whether the new name has reached the disk is for `lookUp` to say.
    const { code, reason } = notWritten(error);
    return { outcome: "unknown", code, reason };
  }
  return { outcome: "accepted" };
}

/** A new name in a folder is on the disk once the folder is. Windows sees to that itself, and opens no folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function notWritten(error: unknown) {
  const why = codeOf(error);
  return {
    outcome: "not-accepted",
    permanent: false,
    code: "mail/outbox-failed",
    reason: `The mail could not be written into the outbox folder${why === "" ? "" : ` (${why})`}.`,
  } as const;
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}
