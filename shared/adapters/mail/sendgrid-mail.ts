import type { Clock } from "../../ports/clock.ts";
import type { Mail } from "../../ports/mail.ts";
import { sendgridEvidenceWithinMs, sendgridMessageBytesMax } from "./mail-limits.ts";
import { messageBytesOf, refusalOfUnsafe } from "./mail-message.ts";
import { answerOfEnd } from "./sendgrid-answer.ts";
import { requestSendgrid, type SendgridTimeouts, sendgridTimeouts } from "./sendgrid-request.ts";

export const sendgridUrl = "https://api.sendgrid.com";
export interface SendgridOptions {
  readonly apiKey: string;
  readonly url?: string | undefined;
  readonly clock: Clock;
  readonly messageBytesMax?: number | undefined;
  /** Whether its event webhook is set up, and so evidence about an unknown outcome comes in. */
  readonly webhook: boolean;
  readonly timeouts?: Partial<SendgridTimeouts>;
}

/**
 * Hands mail to SendGrid by its v3 API, one connection for each, so that a request's fate is one mail's fate: a
 * connection that is kept may have been closed by the other side just when the next mail is written into it.
 *
 * The delivery's id is a header of the mail and a custom argument, which every event about the mail repeats.
 */
export function sendgridMail(options: SendgridOptions): Mail {
  const limits = { ...sendgridTimeouts, ...options.timeouts };
  return {
    messageBytesMax: options.messageBytesMax ?? sendgridMessageBytesMax,
    evidenceWithinMs: options.webhook ? sendgridEvidenceWithinMs : 0,
    bytesOf: messageBytesOf,
    send: async (mail) =>
      refusalOfUnsafe(mail) ??
      answerOfEnd(
        await requestSendgrid(mail, { ...options, url: options.url ?? sendgridUrl, limits }),
        options.clock.now(),
      ),
    // What became of a mail is told by events; to be asked, SendGrid wants another subscription.
    lookUp: async () => "unknown",
  };
}
