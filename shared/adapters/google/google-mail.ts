import type { Clock } from "../../ports/clock.ts";
import type { Mail } from "../../ports/mail.ts";
import { kindleMessageBytesMax } from "../mail/mail-message.ts";
import { type Environment, readMailEnvironment } from "./environment.ts";
import { lazily } from "./lazily.ts";

/**
 * Mail by SMTP, whose library is loaded for the first mail. A function without a carrier says so at its first
 * use, and keeps the mail waiting: on Google Cloud there is no folder that anybody would look into.
 */
export function googleMail(environment: Environment, _clock: Clock): Mail {
  const { smtpUrl, mailBytesMax } = readMailEnvironment(environment);
  const messageBytesMax = mailBytesMax ?? kindleMessageBytesMax;
  const open = lazily(async (): Promise<Mail> => {
    if (smtpUrl === undefined) throw new Error("SMTP_URL is missing: mail has no way out.");
    const { smtpMail } = await import("../mail/smtp-mail.ts");
    return smtpMail(smtpUrl, { messageBytesMax });
  });
  return {
    messageBytesMax,
    evidenceWithinMs: 0,
    bytesOf: async (mail) => await (await open()).bytesOf(mail),
    send: async (mail) => await (await open()).send(mail),
    lookUp: async (deliveryId) => await (await open()).lookUp(deliveryId),
  };
}
