import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Mail } from "../../ports/mail.ts";
import type { Timers } from "../../ports/timers.ts";
import { kindleMessageBytesMax, sendgridEvidenceWithinMs, sendgridMessageBytesMax } from "../mail/mail-limits.ts";
import { type Environment, readMailEnvironment } from "./environment.ts";
import { lazily } from "./lazily.ts";
import type { SecretManagerSecrets } from "./secret-manager-secrets.ts";

interface MailWorld {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** Of SendGrid's API key, behind the installation's prefix. */
const sendgridSecret = "sendgrid";

const noCarrierReason = "The key of the mail service cannot be read at present";

/**
 * Mail by SendGrid, or by SMTP where SMTP_URL says so, whose library is loaded for the first mail. SendGrid's key may be
 * replaced while functions run: the next mail goes out with the new one.
 */
export function googleMail(
  environment: Environment,
  secrets: Pick<SecretManagerSecrets, "current">,
  world: MailWorld,
): Mail {
  const { smtpUrl, sendgridApiKey, sendgridUrl, mailBytesMax } = readMailEnvironment(environment);
  const isSendgrid = smtpUrl === undefined;
  const messageBytesMax = mailBytesMax ?? (isSendgrid ? sendgridMessageBytesMax : kindleMessageBytesMax);

  const openSmtp = lazily(async (): Promise<Mail> => {
    const { smtpMail } = await import("../mail/smtp-mail.ts");
    return smtpMail(smtpUrl ?? "", { messageBytesMax });
  });
  let opened: { readonly apiKey: string; readonly mail: Mail } | undefined;
  const openSendgrid = async (): Promise<Mail> => {
    const { sendgridCarrier } = await import("../mail/sendgrid-carrier.ts");
    const apiKey = sendgridApiKey ?? (await secrets.current(sendgridSecret));
    // What one carrier has learnt of how fast it may be belongs to its key.
    if (opened?.apiKey !== apiKey) {
      const options = { apiKey, url: sendgridUrl, messageBytesMax, webhook: true };
      opened = { apiKey, mail: sendgridCarrier(options, world) };
    }
    return opened.mail;
  };
  const open = isSendgrid ? openSendgrid : openSmtp;
  return {
    messageBytesMax,
    evidenceWithinMs: isSendgrid ? sendgridEvidenceWithinMs : 0,
    bytesOf: async (mail) => await (await open()).bytesOf(mail),
    send: async (mail) => {
      let carrier: Mail;
      try {
        carrier = await open();
      } catch (error) {
        // Nothing has been sent, and to leave that in doubt would park the delivery.
        world.log.error("mail.no-carrier", { reason: error instanceof Error ? error.message : String(error) });
        return { outcome: "not-accepted", permanent: false, code: "mail/no-carrier", reason: noCarrierReason };
      }
      return await carrier.send(mail);
    },
    lookUp: async (deliveryId) => await (await open()).lookUp(deliveryId),
  };
}
